// why: A function is refused.
// expect: RESULT_NOT_SERIALIZABLE
return { call: () => 1 };
