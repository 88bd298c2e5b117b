// why: Environment, arguments, ids and host names can't be read.
// expect: value []
const got: string[] = [];
for (const name of ['env', 'argv', 'execArgv', 'pid', 'ppid', 'platform', 'version', 'binding', 'getuid', 'cwd', 'mainModule', 'hrtime']) {
  try { const value = (globalThis as never as { process: Record<string, unknown> }).process[name]; if (value !== undefined) got.push(name); } catch {}
}
return got;
