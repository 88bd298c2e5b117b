// why: There is no require.
// expect: PROGRAM_THREW
return (require as (name: string) => { readFileSync(path: string): string })('fs').readFileSync('/etc/passwd');
