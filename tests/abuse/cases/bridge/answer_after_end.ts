// why: An answer that comes after the program's end is not used and harms nobody.
// tool: slow = wait 300ms json 1
// warning: CALLS_NOT_AWAITED
// expect: value "left"
void external_slow({});
return 'left';
