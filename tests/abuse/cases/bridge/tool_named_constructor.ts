// why: Nor one whose segment is `constructor`.
// tool: a.constructor = json 1
// expect: grpc INVALID_ARGUMENT ~ constructor
return 1;
