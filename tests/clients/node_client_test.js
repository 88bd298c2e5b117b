'use strict';
// The Node client against a real service at $ISOBRIDGE_ADDRESS.

const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test, after } = require('node:test');
const { Isobridge, IsobridgeError, InvalidProgram, LimitExceeded, ProgramError, ServiceError, ToolError } = require('../../clients/node/isobridge');

const example = path.join(process.env.EXAMPLES, 'top_products');
const read = (name) => fs.readFileSync(path.join(example, name), 'utf8');
const isobridge = new Isobridge(process.env.ISOBRIDGE_ADDRESS);
after(() => isobridge.close());

function shop(tool) {
  return (args) => JSON.parse(execFileSync('python3', [path.join(example, 'shop.py'), tool], { input: JSON.stringify(args) }));
}

test('top_products', async () => {
  const lines = [];
  const value = await isobridge.run(read('program.ts'), {
    tools: { list_products: shop('list_products'), get_ratings: shop('get_ratings') },
    console: (...line) => lines.push(line),
  });
  assert.deepStrictEqual(value, JSON.parse(read('expected.json')));
  assert.deepStrictEqual(lines, [['log', '5 products, 22 ratings']]);
});

test('bytes at a place that the JSON does not have are an error, not the end of the host', async () => {
  for (const program of [
    "return { ['a\\ud800']: { b: new Uint8Array([1]) } }",
    "return { ['\\ud800']: new Uint8Array([1]) }",
    "return await external_take({ ['a\\ud800']: { b: new Uint8Array([1]) } })",
  ]) {
    await assert.rejects(isobridge.run(program, { tools: { take: () => 1 }, check: 'off' }), IsobridgeError, program);
  }
});

test('calls are answered at the same time', async () => {
  let arrived = 0;
  let open;
  const all = new Promise((resolve) => (open = resolve));
  const meet = async () => {
    if (++arrived === 8) open();
    await all;
    return arrived;
  };
  const program = 'return await Promise.all(Array.from({ length: 8 }, (_, i) => external_meet({ i })))';
  assert.deepStrictEqual(await isobridge.run(program, { tools: { meet } }), Array(8).fill(8));
});

test('undefined and null stay apart', async () => {
  assert.strictEqual(await isobridge.run('return typeof input'), 'undefined');
  assert.strictEqual(await isobridge.run('return input', { input: null }), null);
  assert.strictEqual(await isobridge.run('undefined'), undefined);
  assert.strictEqual(await isobridge.run('return typeof (await external_nothing({}))', { tools: { nothing() {} } }), 'undefined');
});

test('errors of tools reach the program', async () => {
  const program = 'try { await external_sell({}) } catch (e) { return [e.name, e.message, e.code, e.data] }';
  const refuse = () => {
    throw new ToolError('sold out', { code: 'NO_STOCK', name: 'ShopError', data: [1] });
  };
  assert.deepStrictEqual(await isobridge.run(program, { tools: { sell: refuse } }), ['ShopError', 'sold out', 'NO_STOCK', [1]]);
  const fail = async () => null.x;
  assert.strictEqual((await isobridge.run(program, { tools: { sell: fail } }))[0], 'TypeError');
});

test('bytes go both ways', async () => {
  const program = 'const { image } = await external_flip({ image: input["a/b"][0] }); return [image, image.length]';
  const flip = ({ image }) => ({ image: Uint8Array.from(image).reverse() });
  const [image, length] = await isobridge.run(program, { tools: { flip }, input: { 'a/b': [Uint8Array.of(0, 255, 7)] } });
  assert.deepStrictEqual([...image], [7, 255, 0]);
  assert.strictEqual(length, 3);
  assert.strictEqual(String(await isobridge.run("return new TextEncoder().encode('all')")), 'all');
});

test('tools are sent once, and again when the service forgot them', async () => {
  const own = new Isobridge(process.env.ISOBRIDGE_ADDRESS);
  const sent = [];
  const runOnce = own.runOnce.bind(own);
  own.runOnce = (start, options) => {
    sent.push([start.tools?.length ?? 0, Boolean(start.catalogDigest)]);
    return runOnce(start, options);
  };
  const add = () => own.run('return await external_add({ a: 40, b: 2 })', { tools: { add: ({ a, b }) => a + b } });
  assert.strictEqual(await add(), 42);
  assert.strictEqual(await add(), 42);
  for (const key of own.catalogs.keys()) own.catalogs.set(key, '0'.repeat(64));
  assert.strictEqual(await add(), 42);
  assert.deepStrictEqual(sent, [[1, false], [0, true], [0, true], [1, false]]);
  // Under the same name it is another tool.
  const tools = { add: { run: ({ a, b }) => a + b, description: 'Adds.' } };
  assert.strictEqual(await own.run('return await external_add({ a: 40, b: 2 })', { tools }), 42);
  assert.deepStrictEqual(sent[4], [1, false]);
  own.close();
});

test('described tools are checked against their schemas', async () => {
  const inputSchema = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'], additionalProperties: false };
  const twice = { run: ({ n }) => n * 2, description: 'Doubles a number.', inputSchema, outputSchema: { type: 'number' } };
  const tools = { twice };
  assert.strictEqual(await isobridge.run('return await external_twice({ n: 21 })', { tools }), 42);
  assert.match(await isobridge.run("return (await codemode.describe('external_twice')).declaration", { tools }), /Doubles a number\./);
  await assert.rejects(isobridge.run('return await external_twice({ m: 21 })', { tools }), { code: 'CHECK_FAILED' });
  const program = "try { await external_twice({ m: '1' }) } catch (e) { return e.code }";
  assert.strictEqual(await isobridge.run(program, { tools, check: 'off' }), 'ARGS_INVALID');
  const free = { twice: { ...twice, run: () => 1, outputSchema: { type: 'string' } } };
  const validation = { arguments: 'off', results: 'enforce' };
  assert.strictEqual(await isobridge.run(program, { tools: free, check: 'off', validation }), 'ANSWER_INVALID');
});

test('the outcome has warnings, diagnostics and usage', async () => {
  const program = 'const n: number = await external_x({}) as any as string; return new Date(0)';
  const outcome = await isobridge.execute(program, { tools: { x: () => 1 }, check: 'advise' });
  assert.strictEqual(outcome.value, '1970-01-01T00:00:00.000Z');
  assert.deepStrictEqual(outcome.warnings.map(({ code }) => code), ['CODE_LOSSY_RESULT']);
  assert.deepStrictEqual(outcome.diagnostics.map(({ code }) => code), [2322]);
  assert.strictEqual(outcome.usage.calls, 1);
});

test('options reach the service', async () => {
  const program = 'try { await external_a() } catch (e) { return [e.name, await external_b()] }';
  const tools = { a: () => 1, b: () => 2 };
  assert.deepStrictEqual(await isobridge.run(program, { tools, allowedTools: ['b'], check: 'off' }), ['ReferenceError', 2]);
  const random = () => isobridge.run('return Math.random()', { seed: new Uint8Array(32).fill(7) });
  assert.strictEqual(await random(), await random());
  const cut = await isobridge.execute("return 'x'.repeat(1000)", { limits: { resultBytes: 100 }, resultTruncation: true });
  assert.match(cut.value, /more characters/);
  assert.strictEqual(cut.finished.value.truncation.originalBytes, 1002);
});

test('limits reach the service in each of their forms', async () => {
  const own = new Isobridge(process.env.ISOBRIDGE_ADDRESS);
  let effective;
  const runOnce = own.runOnce.bind(own);
  own.runOnce = (start, options) => runOnce(start, { ...options, onStarted: ({ limits }) => (effective = limits) });
  await own.run('1', { limits: { cpuTime: '1.25s', wallTime: { seconds: 2 }, wallTimeExcludesTools: true, calls: 3, timers: undefined } });
  assert.deepStrictEqual(effective.cpuTime, { seconds: 1, nanos: 250000000 });
  assert.deepStrictEqual(effective.wallTime, { seconds: 2, nanos: 0 });
  assert.strictEqual(effective.wallTimeExcludesTools, true);
  assert.strictEqual(effective.calls, 3);
  assert.strictEqual(effective.timers, 1000);
  own.close();
});

test('mistakes of the caller are told', async () => {
  const wrong = (options, message) => assert.rejects(isobridge.run('1', options), { name: 'TypeError', message });
  await wrong({ limits: { cpuTme: '1s' } }, /^there is no limit 'cpuTme'; there are wallTime, cpuTime, .*stackBytes$/);
  await wrong({ limits: { cpuTime: '1 s' } }, "limits.cpuTime is '1 s'; it must be a duration, such as '1.5s' or { seconds: 1, nanos: 500000000 }");
  await wrong({ limits: { cpuTime: 1 } }, /^limits.cpuTime is 1; it must be a duration/);
  await wrong({ limits: { cpuTime: { seconds: 0.5 } } }, /^limits.cpuTime is \{"seconds":0.5\}; it must be a duration/);
  await wrong({ limits: { cpuTime: { second: 1 } } }, /it must be a duration/);
  await wrong({ limits: { calls: 'many' } }, "limits.calls is 'many'; it must be a whole number");
  await wrong({ limits: { wallTimeExcludesTools: 1 } }, 'limits.wallTimeExcludesTools is 1; it must be true or false');
  await wrong({ check: 'on' }, "check is 'on'; it must be one of off, advise, block-certain, strict");
  await wrong({ validation: { results: 'maybe' } }, "validation.results is 'maybe'; it must be one of off, warn, enforce");
  await wrong({ validation: { args: 'off' } }, "validation has 'args'; it may have arguments and results");
  await wrong({ allowedTools: [] }, /^allowedTools is \[\]; it must be a list of at least one name/);
  await wrong({ allowed_tools: ['a'] }, /^there is no option 'allowed_tools'; there are tools, /);
  await wrong({ seed: 'x' }, "seed is 'x'; it must be a Uint8Array of 32 bytes");
  await wrong({ tools: { a: { schema: {} } } }, "the tool 'a' must be a function or { run, description, inputSchema, outputSchema }");
});

test('failures are typed', async () => {
  await assert.rejects(isobridge.run('throw new TypeError("no")'), (error) => {
    assert(error instanceof ProgramError);
    assert.strictEqual(error.code, 'PROGRAM_THREW');
    assert.strictEqual(error.error.name, 'TypeError');
    return true;
  });
  await assert.rejects(isobridge.run('const = 1'), InvalidProgram);
  await assert.rejects(isobridge.run('1', { tools: { 'not a name': () => 1 } }), (error) => error instanceof ServiceError && error.code === 'INVALID_ARGUMENT');
});

test('a limit ends the program and aborts its tools', async () => {
  let aborted = false;
  const wait = (_, { signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve((aborted = true))));
  const run = isobridge.run('await external_wait({})', { tools: { wait }, limits: { wallTime: { nanos: 200e6 } } });
  await assert.rejects(run, (error) => error instanceof LimitExceeded && error.error.limit.name === 'wall_time');
  assert(aborted);
});

test('an abort signal cancels', async () => {
  const controller = new AbortController();
  const wait = () => controller.abort();
  const run = isobridge.run('await external_wait({}); await new Promise((r) => setTimeout(r, 20000))', { tools: { wait }, signal: controller.signal });
  await assert.rejects(run, (error) => error instanceof ServiceError && error.code === 'CANCELLED');
});
