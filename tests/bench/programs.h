#ifndef ISOBRIDGE_TESTS_BENCH_PROGRAMS_H_
#define ISOBRIDGE_TESTS_BENCH_PROGRAMS_H_

#include <string>

namespace isobridge::bench {

inline constexpr char kSmallProgram[] = "return 1 + 1";

// Programs that take what they can get: time, memory, the supervisor's attention. They call the tool `t`.
inline constexpr const char* kHostilePrograms[] = {
    "for (;;);",
    "const a = []; for (;;) a.push(new Array(1000).fill(a.length))",
    "for (;;) console.log('x'.repeat(1000))",
    "/(a+)+$/.test('a'.repeat(60) + 'b')",
    "const storm = () => Promise.resolve().then(storm); await storm()",
    "for (let i = 0; i < 1000; i++) external_t('x'.repeat(1000)); for (;;);",
    "for (;;) await new Promise(r => setTimeout(r))",
    "'x'.repeat(1 << 28).split('')",
};

// TypeScript that has never been seen, about as long as what a model writes for a small task. `number` tells those of one
// nanosecond apart.
std::string UnseenProgram(int number);

}  // namespace isobridge::bench

#endif  // ISOBRIDGE_TESTS_BENCH_PROGRAMS_H_
