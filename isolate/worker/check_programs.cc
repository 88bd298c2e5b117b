#include "isolate/worker/check_programs.h"

namespace isobridge::isolate {
namespace {

constexpr CheckProgram kPrograms[] = {
    {"recursion compiled by the JIT", "function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); } return fib(24);", "46368"},
    {"loops with floating point", "let s = 0; for (let i = 1; i < 2e6; i++) s += Math.sqrt(i) % 3; return Math.round(s);",
     "2998348"},
    {"deoptimisation",
     "function add(a, b) { return a + b; } let n = 0; for (let i = 0; i < 2e5; i++) n = add(n, 1);"
     "let t = ''; for (let i = 0; i < 2e4; i++) t = add(t, i % 10); return n + ':' + t.length;",
     "200000:20000"},
    {"short-lived objects",
     "let last; for (let i = 0; i < 4e5; i++) last = { i, next: { value: [i, i + 1] } }; return last.next.value[1];", "400000"},
    {"long-lived objects",
     "const keep = []; for (let i = 0; i < 1e5; i++) keep.push({ id: i, text: 'item ' + i });"
     "return keep.filter((x) => x.id % 7 === 0).map((x) => x.text.length).reduce((a, b) => a + b, 0);",
     "141271"},
    {"maps and sets",
     "const m = new Map(), s = new Set(); for (let i = 0; i < 1e5; i++) { m.set('k' + i, i); s.add(i % 1000); }"
     "for (let i = 0; i < 1e5; i += 2) m.delete('k' + i); return m.size + ':' + s.size + ':' + m.get('k99999');",
     "50000:1000:99999"},
    {"regular expressions",
     "let n = 0; const r = /(\\w+)@(\\w+)\\.(com|org)/g; const text = 'ann@example.com bob@site.org no@where '.repeat(2000);"
     "for (const m of text.matchAll(r)) n += m[1].length; return n + ':' + text.replace(/[aeiou]/g, '').length;",
     "12000:52000"},
    {"big integers", "let f = 1n; for (let i = 1n; i <= 600n; i++) f *= i; return (f % 1000003n) + ':' + f.toString().length;",
     "471663:1409"},
    {"internationalisation",
     "return [new Intl.NumberFormat('de-DE').format(1234567.5), new Date(Date.UTC(2020, 1, 29)).toLocaleDateString('en-US'),"
     "['z', 'ä', 'a'].sort(new Intl.Collator('de').compare).join('')].join(' ');",
     "1.234.567,5 2/29/2020 aäz"},
    {"typed arrays",
     "const a = new Float64Array(2e5), b = new Uint8Array(1 << 20); for (let i = 0; i < a.length; i++) a[i] = i * 0.5;"
     "b.fill(7); return a.reduce((x, y) => x + y, 0) + ':' + b.subarray(10, 20).reduce((x, y) => x + y, 0);",
     "9999950000:70"},
    {"promises",
     "const wait = async (n) => n === 0 ? 0 : 1 + await wait(n - 1);"
     "const all = await Promise.all(Array.from({ length: 500 }, (_, i) => wait(i % 20))); return all.reduce((a, b) => a + b, 0);",
     "4750"},
    {"JSON",
     "const o = Array.from({ length: 3000 }, (_, i) => ({ id: i, name: 'n' + i, tags: ['x', 'y', i] }));"
     "const t = JSON.stringify(o); return t.length + ':' + JSON.parse(t)[2999].tags[2];",
     "143671:2999"},
    {"generators and classes",
     "class Tree { constructor(v, l, r) { this.v = v; this.l = l; this.r = r; }"
     "*[Symbol.iterator]() { if (this.l) yield* this.l; yield this.v; if (this.r) yield* this.r; } }"
     "const make = (lo, hi) => { if (lo > hi) return null; const m = (lo + hi) >> 1; return new Tree(m, make(lo, m - 1), make(m "
     "+ 1, hi)); };"
     "let n = 0; for (const v of make(1, 2000)) n = n * 31 % 1000003 + v; return n;",
     "380591"},
    {"exceptions and stack overflow",
     "let depth = 0; const dive = () => { depth++; dive(); }; try { dive(); } catch (e) { if (!(e instanceof RangeError)) throw "
     "e; }"
     "let caught = 0; for (let i = 0; i < 2e3; i++) { try { null.x; } catch { caught++; } } return (depth > 1000) + ':' + "
     "caught;",
     "true:2000"},
    {"strings",
     "let s = ''; for (let i = 0; i < 5e4; i++) s += String.fromCharCode(97 + i % 26);"
     "const words = s.match(/.{5}/g); words.sort(); return words[0] + ':' + words.length + ':' + s.split('a').length;",
     "abcde:10000:1925"},
    {"sorting",
     "let x = 42; const a = Array.from({ length: 5e4 }, () => x = x * 1103515245 % 2147483648);"
     "a.sort((p, q) => p - q); let ok = true; for (let i = 1; i < a.length; i++) ok &&= a[i - 1] <= a[i]; return ok;",
     "true"},
};

}  // namespace

std::span<const CheckProgram> CheckPrograms() { return kPrograms; }

}  // namespace isobridge::isolate
