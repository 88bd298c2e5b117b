// why: A stack names the program's own file, never a path of the host or a frame of the service.
// expect: value []
const stacks: string[] = [new Error('plain').stack!];
await external_echo({ toJSON() { stacks.push(new Error('in toJSON').stack!); return 1; } });
await external_missing_tool_for_stack().catch((error: Error) => stacks.push(error.stack ?? ''));
async function external_missing_tool_for_stack() { throw new Error('own'); }
return stacks.flatMap((stack) => stack.split('\n').slice(1)).filter((line) => !/^\s+at .*program\.ts:\d+:\d+\)?$/.test(line));
