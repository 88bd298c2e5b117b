#include "isolate/worker/warm_up.h"

#include <string>
#include <utility>

#include "bridge/tool_names.h"

namespace isobridge::isolate {

const std::string_view kWarmProgram = R"js(
const rows = Array.from({ length: 200 }, (_, i) => ({ id: i, name: `item ${i}`, tags: ['a', 'b'], price: i * 1.5, ok: i % 2 === 0 }));
const grouped = Object.entries(rows.reduce((all, row) => { (all[row.name.at(-1)] ??= []).push(row); return all; }, {}));
const sorted = [...rows].sort((a, b) => b.price - a.price || a.name.localeCompare(b.name)).slice(0, 20);
const byId = new Map(rows.map((row) => [row.id, row]));
const unique = new Set(rows.flatMap((row) => row.tags));
const text = rows.map(({ id, name }) => `${id}: ${name.toUpperCase().padEnd(10)}`).join('\n');
const words = text.split(/\s+/).filter(Boolean).map((word) => word.replace(/[^a-z0-9]/gi, '').toLowerCase());
const found = [...text.matchAll(/(\d+): (?<name>\w+)/g)].map((match) => match.groups.name);
const parsed = JSON.parse(JSON.stringify({ rows: rows.slice(0, 50), at: new Date(0), nested: { deep: [1, [2, [3]]] } }));
console.log('rows', rows.length, sorted[0], unique, byId.size > 0, null, undefined, 1.5, [1, 2, 3]);
console.log('%s is %d of %j', 'this', 1, { a: 1 });
console.warn(new Error('shown'));
console.error('plain');
class Counter { #n = 0; get n() { return this.#n; } add(by = 1) { this.#n += by; return this; } }
const counter = new Counter().add().add(2);
const first = await external_warm({ id: 1, name: 'x', list: [1, 2, 3] });
const all = await Promise.all([1, 2, 3].map((id) => tools.warm({ id })));
const settled = await Promise.allSettled([external_warm({}), codemode.warm(), Promise.reject(new TypeError('no'))]);
let failures = 0;
for (let i = 0; i < 2; ++i) {
  try { await external_warm({ fail: true }); throw new Error('again'); } catch (error) { failures += error.message.length + String(error.stack).length; }
}
await new Promise((resolve) => setTimeout(resolve, 10));
queueMicrotask(() => {});
const { a, ...rest } = structuredClone({ a: 1, b: [new Date(0)] });
const total = rows.filter((row) => row.ok).map((row) => row.price).reduce((sum, price) => sum + price, 0).toFixed(2);
const stats = { max: Math.max(...rows.map((row) => row.price)), mean: Math.round(total / rows.length), random: Math.random() < 1, id: crypto.randomUUID() };
for (const [key, value] of Object.entries(stats)) if (typeof value === 'string') stats[key] = value.length;
const bytes = new TextEncoder().encode(btoa(atob('d2FybQ==')));
const decoded = new TextDecoder().decode(bytes);
const controller = new AbortController();
controller.signal.addEventListener('abort', (event) => event.type, { once: true });
controller.abort(new DOMException('warm', 'AbortError'));
const digest = await crypto.subtle.digest('SHA-256', bytes);
function* ids() { for (const row of rows) yield row.id; }
const date = new Date(Date.now()).toISOString();
return { first, all, settled: settled.length, failures, total, stats, rest, date, decoded, digest: digest.byteLength, grouped: grouped.length, words: words.length,
  found: found.length, parsed, n: counter.n, ids: [...ids()].length, rows, lossy: [undefined, new Map([['a', 1]]), new Set([1]), NaN] };
)js";

const std::string_view kTouchProgram = R"js(
const list = [3, 1, 2].map((n) => ({ n, name: `n${n}` })).sort((a, b) => a.n - b.n);
console.log('list', list);
const answer = await external_warm({ list });
return { answer, list, text: JSON.stringify(list), at: Date.now() };
)js";

worker::v1::Begin Rehearsal(std::string_view code) {
  worker::v1::Begin begin;
  begin.set_code(std::string(code));
  begin.set_input_json(R"({"warm":true})");
  begin.set_seed(std::string(32, '\0'));
  bridge::ToolNames::Texts tools = bridge::ToolNames::Write({"warm"});
  begin.mutable_tools()->set_names(std::move(tools.names));
  begin.mutable_tools()->set_ends(std::move(tools.ends));
  worker::v1::WorkerLimits* limits = begin.mutable_limits();
  limits->set_args_bytes(1 << 20);
  limits->set_result_bytes(1 << 20);
  limits->set_console_bytes(1 << 20);
  limits->set_console_lines(1'000);
  limits->set_calls(100);
  limits->set_timers(10);
  return begin;
}

worker::v1::Settle RehearsalAnswer(uint32_t call) {
  worker::v1::Settle settle;
  settle.set_call(call);
  settle.set_now_us(call);
  if (call == 7) {
    settle.mutable_error()->set_message("warm");
    settle.mutable_error()->set_data_json("{}");
  } else {
    settle.set_json(R"({"id":1,"name":"x","rows":[{"a":1.5,"b":"text","c":null,"d":true},{"a":2,"b":"more","c":[],"d":false}]})");
  }
  return settle;
}

worker::v1::TimerFired RehearsalTimer(uint32_t event) {
  worker::v1::TimerFired fired;
  fired.set_timer(1);
  fired.set_now_us(event);
  return fired;
}

}  // namespace isobridge::isolate
