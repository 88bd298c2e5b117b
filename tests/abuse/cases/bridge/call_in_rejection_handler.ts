// why: Calls are numbered in the order of the program, also from handlers and async generators.
// call: echo {"n":1}
// call: echo {"n":2}
// call: echo {"n":3}
// expect: value [1,2,3]
const order: number[] = [];
const note = (answer: unknown) => { order.push((answer as { n: number }).n); };
const first = external_echo({ n: 1 }).then(note);
await Promise.reject(0).catch(() => external_echo({ n: 2 }).then(note));
await first;
for await (const answer of (async function* () { yield external_echo({ n: 3 }); })()) note(answer);
return order;
