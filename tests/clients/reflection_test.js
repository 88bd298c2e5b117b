'use strict';
// A client that knows nothing of sandbox.proto, as grpcurl doesn't: it asks the service what there is, and then calls it.

const assert = require('node:assert');
const path = require('node:path');
const { test } = require('node:test');
const grpc = require('@grpc/grpc-js');
const protoLoader = require('@grpc/proto-loader');

const address = process.env.ISOBRIDGE_ADDRESS;
const credentials = grpc.credentials.createInsecure();
const reflectionProto = path.join(path.dirname(require.resolve('@grpc/reflection/package.json')), 'build/proto/grpc/reflection/v1alpha/reflection.proto');

// One answer of the service's reflection.
function reflect(request) {
  const { ServerReflection } = grpc.loadPackageDefinition(protoLoader.loadSync(reflectionProto, { keepCase: true, oneofs: true })).grpc.reflection.v1alpha;
  const client = new ServerReflection(address, credentials);
  const stream = client.ServerReflectionInfo();
  return new Promise((resolve, reject) => {
    stream.on('data', resolve);
    stream.on('error', reject);
    stream.on('end', () => reject(new Error('no answer')));
    stream.write(request);
    stream.end();
  }).finally(() => client.close());
}

// A FileDescriptorSet of `files`: its one field, number 1, is repeated and length-delimited.
function descriptorSet(files) {
  const varint = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...varint(n >>> 7)]);
  return Buffer.concat(files.flatMap((file) => [Buffer.from([0x0a, ...varint(file.length)]), file]));
}

async function fetchFiles(symbol) {
  const files = new Map();
  const collect = async (request) => {
    const { file_descriptor_response: answer, error_response: error } = await reflect(request);
    assert(answer, error?.error_message);
    for (const file of answer.file_descriptor_proto) files.set(file.toString('base64'), file);
  };
  await collect({ file_containing_symbol: symbol });
  for (const name of ['duration', 'timestamp']) await collect({ file_by_filename: `google/protobuf/${name}.proto` });
  return [...files.values()];
}

test('services are listed', async () => {
  const { list_services_response: list } = await reflect({ list_services: '' });
  const names = list.service.map((service) => service.name);
  for (const name of ['isobridge.v1.Sandbox', 'grpc.health.v1.Health']) assert(names.includes(name), `${name} is not among ${names}`);
});

test('an unknown symbol is not found', async () => {
  const { error_response: error } = await reflect({ file_containing_symbol: 'isobridge.v1.Nothing' });
  assert.strictEqual(error.error_code, grpc.status.NOT_FOUND);
});

test('the Sandbox is described well enough to call it', async () => {
  const definition = protoLoader.loadFileDescriptorSetFromBuffer(descriptorSet(await fetchFiles('isobridge.v1.Sandbox')), { defaults: true });
  const service = definition['isobridge.v1.Sandbox'];
  assert.deepStrictEqual(Object.keys(service).sort(), ['Check', 'Describe', 'Execute', 'GetCapabilities', 'RegisterCatalog', 'Run', 'Search']);
  assert(service.Execute.requestStream && service.Execute.responseStream);

  const { Sandbox } = grpc.loadPackageDefinition(definition).isobridge.v1;
  const client = new Sandbox(address, credentials);
  const { finished } = await new Promise((resolve, reject) =>
    client.Run({ start: { code: 'return 6 * 7' } }, (error, response) => (error ? reject(error) : resolve(response))),
  ).finally(() => client.close());
  assert.strictEqual(finished.value.json, '42');
});
