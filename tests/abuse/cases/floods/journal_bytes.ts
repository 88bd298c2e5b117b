// why: The service's record of the execution is bounded: it is dropped with a warning, and the program goes on.
// journal_bytes: 2000
// sent: 100
// warning: JOURNAL_DROPPED
// expect: value 4950
let sum = 0;
for (let i = 0; i < 100; i++) sum += (await external_echo({ i }) as { i: number }).i;
return sum;
