// why: Two tools that share a path are refused, naming both.
// tool: a-b = json 1
// tool: a_b = json 2
// expect: grpc INVALID_ARGUMENT ~ a-b
return 1;
