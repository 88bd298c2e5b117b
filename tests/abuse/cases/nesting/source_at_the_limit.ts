// why: A source over the limit is refused by the request's status, before anything compiles it.
// repeat: LONG 1100000 x
// expect: grpc INVALID_ARGUMENT ~ code
return '@LONG@'.length;
