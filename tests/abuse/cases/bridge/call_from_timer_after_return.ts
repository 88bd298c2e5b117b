// why: No call leaves once the program has returned.
// sent: 0
// expect: value "left"
setTimeout(() => { void external_echo({ late: true }); }, 0);
return 'left';
