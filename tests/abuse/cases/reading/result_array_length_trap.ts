// why: A proxy for an array that claims 2^53 elements.
// why: Refusing it by its length is right as well.
// cpu_time: 300ms
// wall_time: 12s
// expect: RESULT_TOO_LARGE
// expect: RESULT_NOT_SERIALIZABLE
// expect: HEAP_LIMIT
// expect: PROCESS_MEMORY_LIMIT
// expect: CPU_TIME_LIMIT
return new Proxy([], { get: (target, key) => (key === 'length' ? 2 ** 53 - 1 : Reflect.get(target, key)) });
