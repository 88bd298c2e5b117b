// why: Nor `then`.
// tool: a.then.b = json 1
// expect: grpc INVALID_ARGUMENT ~ then
return 1;
