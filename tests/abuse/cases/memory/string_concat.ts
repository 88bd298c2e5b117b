// why: A rope costs little; flattening it costs all.
// why: V8's longest string, 2^29-24, may be met first: a catchable RangeError.
// wall_time: 60s
// cpu_time: 30s
// expect: PROGRAM_THREW ~ string length
// expect: HEAP_LIMIT
let text = 'xxxxxxxx';
for (;;) { text += text; text.charCodeAt(0); text = (text + 'y').slice(0); /x$/.test(text); }
