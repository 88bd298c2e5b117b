// why: Listeners that dispatch without end are a loop: the stack overflows, is reported, and it goes on until the processor time is used up.
// wall_time: 5s
// cpu_time: 300ms
// expect: CPU_TIME_LIMIT
const target = new EventTarget();
target.addEventListener('e', () => { for (;;) target.dispatchEvent(new Event('e')); });
for (;;) target.dispatchEvent(new Event('e'));
