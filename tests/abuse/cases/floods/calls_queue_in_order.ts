// why: Calls beyond those in flight go out in the order in which they were made.
// calls: 1000
// calls_in_flight: 3
// sent: 500
// in_order: i
// wall_time: 30s
// cpu_time: 5s
// expect: value 500
const all: Promise<unknown>[] = [];
for (let i = 0; i < 500; ++i) all.push(external_echo({ i }));
return (await Promise.all(all)).length;
