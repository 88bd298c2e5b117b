'use strict';
// Runs model-written TypeScript on an Isobridge service, with functions of this process as its tools.
//
//   const { Isobridge } = require('./isobridge');
//   const isobridge = new Isobridge('127.0.0.1:50051');
//   await isobridge.run('return await external_add({ a: 1, b: 2 })', { tools: { add: ({ a, b }) => a + b } });

const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const protoLoader = require('@grpc/proto-loader');

// Sets of tools whose digests are remembered.
const MAX_CATALOGS = 100;
const PROTO_FOLDER = path.join(__dirname, '../../proto');

/** Whatever keeps a program from returning a value. */
class IsobridgeError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = this.constructor.name;
  }
}

/** The service, the request or the connection failed; `code` is the name of the gRPC status, `cause` the error of gRPC. */
class ServiceError extends IsobridgeError {
  constructor(cause) {
    super(`${grpc.status[cause.code]}: ${cause.details}`, { cause });
    this.code = grpc.status[cause.code];
  }

  get catalogUnknown() {
    const [details] = this.cause.metadata?.get('grpc-status-details-bin') ?? [];
    return this.code === 'FAILED_PRECONDITION' && Boolean(details?.includes('CATALOG_UNKNOWN'));
  }
}

/** The program failed. `code` is stable ("PROGRAM_THREW"); `error` and `finished` are the messages of the service. */
class ProgramError extends IsobridgeError {
  constructor(finished) {
    const { error } = finished;
    super([`${error.name}: ${error.message}`, error.codeFrame, error.stack].filter(Boolean).join('\n'));
    this.code = error.code.replace(/^CODE_/, '');
    this.error = error;
    this.finished = finished;
  }
}

/** The source can't be parsed, or uses what is refused; nothing ran. */
class InvalidProgram extends ProgramError {}

/** A limit ended the program; `error.limit` says which. */
class LimitExceeded extends ProgramError {}

/** Thrown by a tool, to choose what the program's Error is like. */
class ToolError extends Error {
  constructor(message, { code = '', name = '', data } = {}) {
    super(message);
    this.answer = { message, code, name, dataJson: data === undefined ? '' : JSON.stringify(data) };
  }
}

/** A connection to one service; any number of programs may run at once. */
class Isobridge {
  constructor(address, { credentials = grpc.credentials.createInsecure(), protoFolder = PROTO_FOLDER, metadata = {} } = {}) {
    const definition = protoLoader.loadSync('isobridge/v1/sandbox.proto', {
      includeDirs: [protoFolder],
      enums: String,
      longs: Number,
      defaults: true,
      oneofs: true,
    });
    const { Sandbox } = grpc.loadPackageDefinition(definition).isobridge.v1;
    const options = { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1, 'grpc.keepalive_time_ms': 30000 };
    this.client = new Sandbox(address, credentials, options);
    this.metadata = grpc.Metadata.fromHttp2Headers(metadata);
    // What the service calls the tools that it was sent: they are named by it from then on, and sent again if it has forgotten them.
    this.catalogs = new Map();
  }

  close() {
    this.client.close();
  }

  /** Resolves with the program's value, or rejects with one of the errors above. See isobridge.d.ts. */
  async run(code, { tools = {}, input, limits, console, signal } = {}) {
    const names = Object.keys(tools);
    const key = names.join();
    const inputAttachments = [];
    const inputJson = input === undefined ? '' : JSON.stringify(detach(input, '', inputAttachments));
    const start = { code, inputJson, inputAttachments, attachments: true, limits };
    const options = { tools, console, signal, onStarted: ({ catalogDigest }) => this.remember(key, catalogDigest) };
    const catalogDigest = this.catalogs.get(key);
    if (catalogDigest) {
      try {
        return await this.runOnce({ ...start, catalogDigest }, options);
      } catch (error) {
        if (!error.catalogUnknown) throw error;
      }
    }
    return this.runOnce({ ...start, tools: names.map((name) => ({ name })) }, options);
  }

  remember(key, catalogDigest) {
    this.catalogs.set(key, catalogDigest);
    if (this.catalogs.size > MAX_CATALOGS) this.catalogs.delete(this.catalogs.keys().next().value);
  }

  runOnce(start, { tools, console, signal, onStarted }) {
    const stream = this.client.execute(this.metadata);
    // One for each call that a tool works on.
    const working = new Map();
    const answer = async ({ id, tool, argsJson, attachments, idempotencyKey }) => {
      const controller = new AbortController();
      working.set(id, controller);
      const request = await callTool(tools[tool], id, attach(JSON.parse(argsJson), attachments), { signal: controller.signal, idempotencyKey });
      if (working.delete(id)) stream.write(request);
    };
    const abort = (id) => {
      working.get(id)?.abort();
      working.delete(id);
    };
    const cancel = () => stream.cancel();

    return new Promise((resolve, reject) => {
      let finished;
      stream.on('data', (response) => {
        if (response.message === 'started') onStarted(response.started);
        if (response.message === 'call') answer(response.call);
        if (response.message === 'callCancelled') abort(response.callCancelled.id);
        if (response.message === 'console') console?.(response.console.level.replace('LEVEL_', '').toLowerCase(), response.console.text);
        if (response.message === 'finished') finished = response.finished;
      });
      stream.on('error', (error) => reject(new ServiceError(error)));
      stream.on('end', () => {
        if (finished) settle(finished, resolve, reject);
        else reject(new IsobridgeError('the service ended the stream without saying how the program ended'));
      });
      signal?.addEventListener('abort', cancel);
      if (signal?.aborted) cancel();
      stream.write({ start });
    }).finally(() => {
      signal?.removeEventListener('abort', cancel);
      for (const id of [...working.keys()]) abort(id);
      stream.end();
    });
  }
}

async function callTool(tool, id, args, context) {
  try {
    const attachments = [];
    const resultJson = JSON.stringify(detach(await tool(args, context), '', attachments)) ?? '';
    return { callResult: { id, resultJson, attachments } };
  } catch (error) {
    if (error instanceof ToolError) return { callError: { id, ...error.answer } };
    return { callError: { id, name: error?.name ?? '', message: String(error?.message ?? error), code: String(error?.code ?? '') } };
  }
}

// A value for JSON: its bytes go to the attachments, by their JSON Pointers.
function detach(value, path, attachments) {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    attachments.push({ path, data: ArrayBuffer.isView(value) ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : Buffer.from(value) });
    return '';
  }
  if (Array.isArray(value)) return value.map((item, i) => detach(item, `${path}/${i}`, attachments));
  if (value === null || typeof value !== 'object' || typeof value.toJSON === 'function') return value;
  const escape = (key) => key.replaceAll('~', '~0').replaceAll('/', '~1');
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, detach(item, `${path}/${escape(key)}`, attachments)]));
}

// The same back again.
function attach(value, attachments = []) {
  const root = { '': value };
  for (const { path, data } of attachments) {
    const keys = path.split('/').map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = keys.pop();
    keys.reduce((holder, key) => holder[key], root)[last] = data;
  }
  return root[''];
}

function settle(finished, resolve, reject) {
  if (finished.outcome === 'value') return resolve(finished.value.json ? attach(JSON.parse(finished.value.json), finished.value.attachments) : undefined);
  const { code } = finished.error;
  if (code === 'CODE_SYNTAX_ERROR' || code === 'CODE_UNSUPPORTED_SYNTAX') return reject(new InvalidProgram(finished));
  return reject(new (/_LIMIT$|_TOO_LARGE$|_TOO_DEEP$/.test(code) ? LimitExceeded : ProgramError)(finished));
}

module.exports = { Isobridge, IsobridgeError, ServiceError, ProgramError, InvalidProgram, LimitExceeded, ToolError };
