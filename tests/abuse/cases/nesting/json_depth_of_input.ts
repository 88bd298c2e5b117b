// why: An input that nests deeper than was asked for is refused before anything runs.
// json_depth: 5
// input: [[[[[[]]]]]]
// expect: grpc INVALID_ARGUMENT ~ INPUT_TOO_DEEP
return input;
