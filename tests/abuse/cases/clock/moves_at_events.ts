// why: The clock moves at an event, and never back.
// start_time: 2020-02-03T04:05:06Z
// expect: value [true,true]
const start = Date.now();
await new Promise((resolve) => setTimeout(resolve, 20));
const later = Date.now();
return [later >= start + 20, later < start + 5000];
