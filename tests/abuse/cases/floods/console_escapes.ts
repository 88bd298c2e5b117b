// why: Control characters and lone surrogates leave as valid UTF-8.
// lines: 3
// expect: value "done"
console.log('\ud800 lone \udfff');
console.log('\u0000\u001b[2J\u0007');
console.log(new Uint8Array(3), '\ufeff');
return 'done';
