// why: Nothing was thrown, literally; there is still a name and a message.
// expect: PROGRAM_THREW
throw null;
