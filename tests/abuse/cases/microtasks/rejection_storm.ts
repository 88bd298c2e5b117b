// why: A million rejections that nobody handles: reported, not fatal, and the report is bounded.
// warning: UNHANDLED_REJECTION
// wall_time: 30s
// cpu_time: 5s
// expect: value "done"
for (let i = 0; i < 100_000; ++i) Promise.reject(new Error('floating'));
await null;
return 'done';
