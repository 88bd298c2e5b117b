// why: Turboshaft's loop unrolling drops the outer loop's stack check: with default flags nothing stops this.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
let x: unknown;
for (;;) { x = new Array(1000); }
