// why: A tool's name is never code.
// tool: a;globalThis.x=1 = json 1
// expect: grpc INVALID_ARGUMENT ~ name
return 1;
