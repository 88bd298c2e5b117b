// why: A getter that reads itself through a fresh object each time, without recursion.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
let object: { next?: unknown } = {};
const step = { get next() { return Object.create(step); } };
for (object = step; ; object = object.next as object) {}
