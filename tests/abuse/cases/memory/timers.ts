// why: Timers that are set at the same time are counted; a further one fails inside the program, and says which limit it was.
// timers: 10
// expect: value [10,"RangeError","TIMER_LIMIT",11]
let set = 0, numbered = 0;
const made: number[] = [];
try {
  for (; set < 1000; set++) made.push(setTimeout(() => {}, 3_600_000) as never);
} catch (error) {
  const { name, code } = error as { name: string; code: string };
  // One that is cleared makes room.
  clearTimeout(made[0]);
  numbered = setTimeout(() => {}, 1) as never;
  return [set, name, code, numbered];
}
return 'without a limit';
