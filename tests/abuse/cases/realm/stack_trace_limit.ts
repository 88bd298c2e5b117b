// why: A stackTraceLimit of the program's doesn't reach into the service.
// expect: PROGRAM_THREW ~ limited
Error.stackTraceLimit = 0;
Object.defineProperty(Error, 'stackTraceLimit', { get() { throw new Error('forged'); } });
throw new Error('limited');
