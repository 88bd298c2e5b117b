// why: A match object for every character.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
return [...'x'.repeat(10_000_000).matchAll(/(?<a>x)/g)].length;
