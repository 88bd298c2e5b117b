// why: Runs after every case: a program that was run before must not show in this one.
// wall_time: 10s
// cpu_time: 5s
// seed: 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
// start_time: 2020-02-03T04:05:06Z
// call: echo {"n":20,"text":"ä"}
// lines: 1
// line: control [ 1, { a: 2 } ]
// expect: json_length 15
const statics = [RegExp.$1, RegExp.lastMatch, RegExp.lastParen, RegExp.leftContext, RegExp.rightContext, RegExp.input];
const started = new Date().toISOString();
const answer = await external_echo({ n: 20, text: 'ä' }) as { n: number; text: string };
const inherited: string[] = [];
for (const key in {}) inherited.push(key);
for (const key in []) inherited.push(key);
console.log('control', [1, { a: 2 }]);
const { timeZone, locale } = new Intl.DateTimeFormat().resolvedOptions();
return [
  answer.n + 22,
  answer.text,
  [3, 1, 2].sort().map((x) => x * 2).join(),
  statics,
  inherited,
  Reflect.ownKeys(globalThis).map(String).sort(),
  Reflect.ownKeys(Object.prototype).map(String).sort(),
  Reflect.ownKeys(Array.prototype).map(String).sort(),
  JSON.stringify({ a: [1, null], b: 'x' }),
  [timeZone, locale, (1234.5).toLocaleString(), started],
  [Math.random(), Math.random()],
  new Error('e').stack!.split('\n').length,
  [...new Map([[1, new Set([2])]])].length,
  await Promise.all([1, Promise.resolve(2)]),
  typeof setTimeout(() => {}, 0),
];
