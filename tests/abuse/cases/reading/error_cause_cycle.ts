// why: A cause that is its own cause.
// expect: PROGRAM_THREW ~ looped
const looped = new Error('looped');
looped.cause = looped;
throw looped;
