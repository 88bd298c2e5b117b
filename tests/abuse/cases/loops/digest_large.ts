// why: A digest runs outside of JavaScript; the limits hold all the same.
// wall_time: 10s
// cpu_time: 300ms
// expect: CPU_TIME_LIMIT
const bytes = new Uint8Array(32 << 20);
for (;;) await crypto.subtle.digest('SHA-512', bytes);
