// why: RegExp constructors are no code generation, and stay available.
// expect: value true
return new RegExp('^a+$', 'u').test('aaa');
