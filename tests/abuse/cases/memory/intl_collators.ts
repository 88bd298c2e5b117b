// why: Collators and segmenters likewise.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
const kept: unknown[] = [];
for (;;) kept.push(new Intl.Collator('zh', { numeric: true }), new Intl.Segmenter('ja', { granularity: 'word' }));
