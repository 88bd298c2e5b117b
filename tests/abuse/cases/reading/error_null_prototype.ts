// why: An object without toString.
// expect: PROGRAM_THREW
throw Object.create(null);
