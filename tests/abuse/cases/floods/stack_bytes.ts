// why: The stack is as small as was asked for: a recursion ends early, in an error that the program can catch, and the program goes on.
// stack_bytes: 65536
// expect: value ["RangeError",true,42]
let depth = 0;
function descend(): void {
  depth++;
  descend();
}
try {
  descend();
} catch (error) {
  // 16 bytes are the least that a frame can take; the default stack has room for more than twice as many calls.
  return [(error as Error).name, depth > 10 && depth <= 65536 / 16, 6 * 7];
}
