// why: The names may be declared by a program and then are plain values of its own.
// expect: value ["mine",1]
const WebAssembly = 'mine';
class SharedArrayBuffer { a = 1; }
return [WebAssembly, new SharedArrayBuffer().a];
