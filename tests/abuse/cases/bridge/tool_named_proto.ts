// why: A manifest can't have a tool named __proto__.
// tool: __proto__ = json 1
// expect: grpc INVALID_ARGUMENT ~ __proto__
return 1;
