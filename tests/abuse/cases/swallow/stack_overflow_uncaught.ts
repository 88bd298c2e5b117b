// why: Uncaught, it is the program's error, not a crash.
// expect: PROGRAM_THREW ~ Maximum call stack
function deeper(): number { return 1 + deeper(); }
return deeper();
