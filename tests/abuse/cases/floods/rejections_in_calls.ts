// why: 500 calls whose failures nobody handles are reported, not fatal.
// tool: bad = error {"message":"no"}
// warning: UNHANDLED_REJECTION
// wall_time: 30s
// cpu_time: 5s
// expect: value "done"
for (let i = 0; i < 500; ++i) void external_bad({ i });
await new Promise((resolve) => setTimeout(resolve, 500));
return 'done';
