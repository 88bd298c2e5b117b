// why: ICU's break iterator over a long text.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
const segments = new Intl.Segmenter('en', { granularity: 'word' }).segment('word '.repeat(200_000));
for (;;) for (const part of segments) part.index;
