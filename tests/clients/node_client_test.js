'use strict';
// The Node client against a real service at $ISOBRIDGE_ADDRESS.

const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { test, after } = require('node:test');
const { Isobridge, InvalidProgram, LimitExceeded, ProgramError, ServiceError, ToolError } = require('../../clients/node/isobridge');

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
  own.catalogs.set('add', '0'.repeat(64));
  assert.strictEqual(await add(), 42);
  assert.deepStrictEqual(sent, [[1, false], [0, true], [0, true], [1, false]]);
  own.close();
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
