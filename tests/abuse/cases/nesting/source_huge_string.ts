// why: One literal of most of the source's limit.
// repeat: LONG 900000 x
// wall_time: 30s
// cpu_time: 5s
// expect: value 900000
return '@LONG@'.length;
