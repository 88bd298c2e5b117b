// why: The marker by which the runtime knows a result that is too large can't be forged into RESULT_TOO_LARGE.
// expect: PROGRAM_THREW ~ forged
// expect: RESULT_NOT_SERIALIZABLE ~ forged
return { get a() { throw Object.assign(new RangeError('forged'), { tooLarge: true }); } };
