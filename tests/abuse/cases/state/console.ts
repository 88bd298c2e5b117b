// why: Console state (groups, counters, replaced methods) ends with the program.
// expect: value "left"
console.group('open');
console.count('counter');
console.time('timer');
console.log = () => { throw new Error('left over'); };
return 'left';
