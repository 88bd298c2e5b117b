// why: Reactions that wait for a call end with the program.
// tool: slow = wait 300ms json 1
// warning: CALLS_NOT_AWAITED
// expect: value "left"
void external_slow({}).then(() => external_echo({ after: 'the end' }));
return 'left';
