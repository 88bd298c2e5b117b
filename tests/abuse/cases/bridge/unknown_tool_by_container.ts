// why: Nor through a container.
// sent: 0
// expect: PROGRAM_THREW
return await (tools as never as { shell(args: object): Promise<unknown> }).shell({ command: 'id' });
