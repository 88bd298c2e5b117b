// why: Uncaught, it is the program's error, not a crash.
// expect: PROGRAM_THREW ~ Maximum call stack size exceeded: the limit stack_bytes is
function deeper(): number { return 1 + deeper(); }
return deeper();
