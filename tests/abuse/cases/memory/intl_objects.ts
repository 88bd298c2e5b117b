// why: Each Intl object is megabytes of ICU outside of the heap.
// wall_time: 60s
// cpu_time: 30s
// expect: HEAP_LIMIT
const kept: unknown[] = [];
for (let i = 0; ; ++i) {
  kept.push(new Intl.DateTimeFormat(['de', 'en', 'fr', 'ja'][i % 4], { dateStyle: 'full' }), new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' }));
}
