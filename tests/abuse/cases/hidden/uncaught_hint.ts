// why: A use of a missing name says why it is missing.
// expect: PROGRAM_THREW ~ WebAssembly is not
return new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
