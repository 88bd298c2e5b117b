// why: A result may nest as deep as was asked for, and no deeper.
// json_depth: 5
// expect: RESULT_TOO_DEEP
return [[[[[[]]]]]];
