// why: Nor `prototype`.
// tool: prototype = json 1
// expect: grpc INVALID_ARGUMENT ~ prototype
return 1;
