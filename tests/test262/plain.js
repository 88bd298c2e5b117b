'use strict';
// Runs programs in the V8 of this Node, each in a context of its own: a line of JSON with `code` on standard input gives a line with
// how it ended on standard output.

const readline = require('node:readline');
const vm = require('node:vm');

// The form that the service gives a program.
const BEFORE = "'use strict';(async function(){\n";
const AFTER = '\n})';
// Of a clock on the wall: a busy machine makes a test slow, not wrong.
const TIME_MS = 60_000;

function described(error) {
  try {
    if (typeof error === 'object' && error !== null) return { error_name: String(error.name), error_message: String(error.message) };
    return { error_name: 'Error', error_message: String(error) };
  } catch {
    return { error_name: 'Error', error_message: 'an error that can not be described' };
  }
}

function parsed(code) {
  try {
    return new vm.Script(BEFORE + code + AFTER, { filename: 'program' });
  } catch (error) {
    return { refused: error };
  }
}

// Microtasks are done by then; what has not settled never will.
const idle = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

async function run(code) {
  const script = parsed(code);
  if (script.refused) return { ended: 'refused', ...described(script.refused) };
  const context = vm.createContext(vm.constants.DONT_CONTEXTIFY);
  const lines = [];
  // A function of the context's own realm.
  context.console = vm.runInContext('(report) => ({ log(text) { report(String(text)); } })', context)((line) => lines.push(line));
  let ended = { ended: 'never settles' };
  // From inside, so that the time counts, and in a way that no program can change: `await` of a promise of its own realm.
  const start = vm.runInContext('async (body, returned, threw) => { try { await body(); returned(); } catch (error) { threw(error); } }', context);
  context.start = (body) => start(body, () => (ended = { ended: 'returned', console: lines }), (error) => (ended = { ended: 'threw', ...described(error) }));
  try {
    context.body = script.runInContext(context, { timeout: TIME_MS });
    if (typeof context.body !== 'function') return { ended: 'refused', error_name: 'SyntaxError', error_message: 'not a list of statements' };
    vm.runInContext('{ const { start, body } = globalThis; delete globalThis.start; delete globalThis.body; start(body); }', context, { timeout: TIME_MS });
  } catch (error) {
    return { ended: 'threw', ...described(error) };
  }
  await idle();
  return ended;
}

process.on('unhandledRejection', () => {});
(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write(JSON.stringify(await run(JSON.parse(line).code)) + '\n');
  }
})();
