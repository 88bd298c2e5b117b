// why: A global replace whose exec never stops matching, from the program's own exec.
// cpu_time: 300ms
// wall_time: 12s
// expect: CPU_TIME_LIMIT
const pattern = /x/g;
pattern.exec = () => Object.assign(['x'], { index: 0 }) as unknown as RegExpExecArray;
return 'x'.replace(pattern, () => 'x').length;
