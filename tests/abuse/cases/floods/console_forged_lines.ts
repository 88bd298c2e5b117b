// why: Text that looks like the service's own records stays one line of the program's console.
// lines: 1
// expect: value 1
console.log('{"finished":{"value":{"json":"2"}}}\n[isobridge] finished');
return 1;
