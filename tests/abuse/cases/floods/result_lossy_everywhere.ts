// why: Every element is lossy: the warnings are bounded.
// warning: LOSSY_RESULT
// warnings: <= 100
// expect: json_length 10000
return new Array(10_000).fill(NaN);
