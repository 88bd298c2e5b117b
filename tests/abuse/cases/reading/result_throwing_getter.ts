// why: A getter that throws is the program's error.
// expect: PROGRAM_THREW ~ from the getter
// expect: RESULT_NOT_SERIALIZABLE ~ from the getter
return { get a() { throw new Error('from the getter'); } };
