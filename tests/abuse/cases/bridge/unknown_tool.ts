// why: What the manifest doesn't name can't be called.
// sent: 0
// expect: PROGRAM_THREW ~ external_shell
return await external_shell({ command: 'id' });
