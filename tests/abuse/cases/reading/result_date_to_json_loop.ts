// why: Date.prototype.toJSON belongs to the program and so runs under the limits.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
Date.prototype.toJSON = () => { for (;;) {} };
return { when: new Date(0) };
