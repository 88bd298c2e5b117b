// why: Reading arguments has the effects of JSON.stringify: each getter runs once, so a call in it is made once.
// sent: 1
// expect: value 1
let reads = 0;
await external_echo({ get a() { ++reads; return 1; } });
return reads;
