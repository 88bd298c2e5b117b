// why: A symbol converts to no text.
// expect: PROGRAM_THREW
throw Symbol('s');
