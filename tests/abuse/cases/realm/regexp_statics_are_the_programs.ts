// why: What the service does for a program (printing, sending, reading values) leaves the program's RegExp statics alone.
// expect: value ["mine","mine"]
/(mine)/.exec('mine');
console.log('%s', { a: 1, 'odd key': [/x/] }, new Error('printed'));
console.table([{ a: 1 }]);
await external_echo({ a: 1, when: new Date(0), map: new Map([['a', 1]]) });
return [RegExp.$1, RegExp.lastMatch];
