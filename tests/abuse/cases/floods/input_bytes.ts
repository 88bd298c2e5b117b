// why: An input over the limit is refused before anything runs.
// input_bytes: 10
// input: [1,2,3,4,5,6]
// expect: grpc INVALID_ARGUMENT ~ INPUT_TOO_LARGE
return input;
