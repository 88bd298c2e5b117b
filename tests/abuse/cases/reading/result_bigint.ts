// why: A BigInt is refused.
// expect: RESULT_NOT_SERIALIZABLE
return { big: 10n };
