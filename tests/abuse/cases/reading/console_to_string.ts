// why: Printing doesn't call the program's conversions.
// expect: value 1
console.log('%s %d %o', { toString() { for (;;) {} } }, { valueOf() { for (;;) {} } }, { toJSON() { for (;;) {} } });
return 1;
