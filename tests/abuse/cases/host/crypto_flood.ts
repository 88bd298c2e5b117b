// why: Random bytes without end cost CPU time.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
const bytes = new Uint8Array(65536);
for (;;) (globalThis as never as { crypto: { getRandomValues(to: Uint8Array): void } }).crypto.getRandomValues(bytes);
