// why: A cycle is refused, with its path.
// expect: RESULT_NOT_SERIALIZABLE
const cycle: Record<string, unknown> = { a: [{}] };
(cycle.a as unknown[])[0] = cycle;
return cycle;
