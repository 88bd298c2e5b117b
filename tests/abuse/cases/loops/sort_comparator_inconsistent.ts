// why: A comparator without an order over many elements; sorting ends, but late.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
const numbers = Array.from({ length: 100_000 }, (_, i) => i);
let flip = 1;
for (;;) numbers.sort(() => (flip = -flip));
