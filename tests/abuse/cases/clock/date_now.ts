// why: The clock stands still while a program computes: it is no timer for side channels.
// expect: value 0
const start = Date.now();
for (let i = 0, x = 0; i < 3_000_000; ++i) x += i;
return Date.now() - start;
