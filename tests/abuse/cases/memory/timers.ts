// why: Timers are the service's memory too: their number is limited, with a RangeError.
// timers: 100
// expect: value ["RangeError",100]
let made = 0;
try { for (;; ++made) setTimeout(() => {}, 1000); } catch (error) { return [(error as Error).name, made]; }
