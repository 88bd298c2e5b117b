// why: A million keys.
// wall_time: 30s
// cpu_time: 5s
// expect: RESULT_TOO_LARGE
const many: Record<string, number> = {};
for (let i = 0; i < 300_000; ++i) many[`a_rather_long_key_${i}`] = i;
return many;
