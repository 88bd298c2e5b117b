// why: The texts that describe an error are not taken from the program's own conversions.
// expect: PROGRAM_THREW ~ the message
Error.prototype.toString = () => { for (;;) {} };
Object.prototype.toString = () => { for (;;) {} };
String.prototype.toString = () => { for (;;) {} };
throw new Error('the message');
