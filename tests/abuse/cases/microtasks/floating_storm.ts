// why: A storm that nobody awaits must not keep a finished program alive.
// why: Whether the returned value or the endless drain comes first is the service's choice; it must end either way.
// cpu_time: 300ms
// wall_time: 12s
// expect: value "done"
// expect: CPU_TIME_LIMIT
const storm = (): void => { Promise.resolve().then(storm); };
storm();
return 'done';
