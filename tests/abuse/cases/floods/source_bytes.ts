// why: A source over the limit is refused before anything reads it.
// source_bytes: 100
// repeat: PAD 100 ;
// expect: grpc INVALID_ARGUMENT ~ SOURCE_TOO_LARGE
@PAD@
return 1;
