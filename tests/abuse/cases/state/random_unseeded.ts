// why: Without a seed two programs share no numbers.
// twice: different
// expect: json_length 4
return [Math.random(), Math.random(), Math.random(), Math.random()];
