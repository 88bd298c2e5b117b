// why: The same seed gives the same numbers, so none were taken by anyone before.
// seed: 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
// twice: same
// expect: json_length 4
return [Math.random(), Math.random(), Math.random(), Math.random()];
