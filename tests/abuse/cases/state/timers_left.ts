// why: Timers that still wait end with the program.
// expect: value "left"
setTimeout(() => { console.log('after the end'); }, 10);
setInterval(() => { console.log('after the end'); }, 4);
return 'left';
