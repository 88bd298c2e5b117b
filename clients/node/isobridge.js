'use strict';
// Runs model-written TypeScript on an Isobridge service, with functions of this process as its tools.
//
//   const { Isobridge } = require('./isobridge');
//   const isobridge = new Isobridge('127.0.0.1:50051');
//   await isobridge.run('return await external_add({ a: 1, b: 2 })', { tools: { add: ({ a, b }) => a + b } });

const { createHash } = require('node:crypto');
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
    this.definition = definition;
    this.metadata = grpc.Metadata.fromHttp2Headers(metadata);
    // What the service calls the tools that it was sent: they are named by it from then on, and sent again if it has forgotten them.
    this.catalogs = new Map();
  }

  close() {
    this.client.close();
  }

  /** Resolves with the program's value, or rejects with one of the errors above: `execute` without the rest. */
  async run(code, options) {
    return (await this.execute(code, options)).value;
  }

  /** Resolves with all that came of the program, or rejects with one of the errors above. See isobridge.d.ts. */
  async execute(code, { tools = {}, console, signal, ...request } = {}) {
    const start = { code, attachments: true, ...this.readRequest(request) };
    const described = Object.entries(tools).map(([name, tool]) => describe(name, tool));
    const key = createHash('sha256').update(JSON.stringify(described)).digest('hex');
    const options = { tools, console, signal, onStarted: ({ catalogDigest }) => this.remember(key, catalogDigest) };
    const catalogDigest = this.catalogs.get(key);
    if (catalogDigest) {
      try {
        return await this.runOnce({ ...start, catalogDigest }, options);
      } catch (error) {
        if (!error.catalogUnknown) throw error;
      }
    }
    return this.runOnce({ ...start, tools: described }, options);
  }

  // The fields of `start` for what the caller asks for. What would be sent as nothing, and so be ignored, is refused.
  readRequest({ input, limits = {}, check, allowedTools, validation = {}, resultTruncation = false, seed, ...unknown }) {
    const known = 'tools, input, limits, console, signal, check, allowedTools, validation, resultTruncation and seed';
    for (const name of Object.keys(unknown)) throw new TypeError(`there is no option '${name}'; there are ${known}`);
    if (seed !== undefined && !(seed instanceof Uint8Array)) throw new TypeError(`seed is ${shown(seed)}; it must be a Uint8Array of 32 bytes`);
    const inputAttachments = [];
    return {
      inputJson: input === undefined ? '' : JSON.stringify(detach(input, '', inputAttachments)),
      inputAttachments,
      limits: this.readLimits(limits),
      check: readWord('check', check, this.definition['isobridge.v1.CheckMode'].type, 'CHECK_MODE_'),
      allowedTools: readAllowed(allowedTools),
      validation: this.readValidation(validation),
      resultTruncation,
      seed,
    };
  }

  readLimits(limits) {
    const types = new Map(this.definition['isobridge.v1.Limits'].type.field.map(({ name, type }) => [name, type]));
    const given = Object.entries(limits).filter(([, value]) => value !== undefined);
    return Object.fromEntries(given.map(([name, value]) => [name, readLimit(name, value, types)]));
  }

  readValidation({ arguments: ofArguments, results, ...unknown }) {
    for (const name of Object.keys(unknown)) throw new TypeError(`validation has '${name}'; it may have arguments and results`);
    const [modes] = this.definition['isobridge.v1.Validation'].type.enumType;
    const mode = (what, word) => readWord(what, word, modes, 'MODE_');
    return { arguments: mode('validation.arguments', ofArguments), results: mode('validation.results', results) };
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
      const request = await callTool(tools[tool], id, () => attach(JSON.parse(argsJson), attachments), { signal: controller.signal, idempotencyKey });
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
        try {
          if (!finished) throw new IsobridgeError('the service ended the stream without saying how the program ended');
          settle(finished, resolve, reject);
        } catch (error) {
          reject(error);
        }
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

function shown(value) {
  return typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value));
}

// The name of a value of a protocol's enum for a caller's word ("block-certain").
function readWord(what, word, enumType, prefix) {
  if (word === undefined) return undefined;
  const names = enumType.value.filter(({ number }) => number !== 0).map(({ name }) => name);
  const words = names.map((name) => name.slice(prefix.length).toLowerCase().replaceAll('_', '-'));
  if (!words.includes(word)) throw new TypeError(`${what} is ${shown(word)}; it must be one of ${words.join(', ')}`);
  return names[words.indexOf(word)];
}

function readLimit(name, value, types) {
  const wrong = (expected) => new TypeError(`limits.${name} is ${shown(value)}; it must be ${expected}`);
  switch (types.get(name)) {
    case undefined:
      throw new TypeError(`there is no limit '${name}'; there are ${[...types.keys()].join(', ')}`);
    case 'TYPE_MESSAGE':
      return readDuration(value) ?? fail(wrong("a duration, such as '1.5s' or { seconds: 1, nanos: 500000000 }"));
    case 'TYPE_BOOL':
      return typeof value === 'boolean' ? value : fail(wrong('true or false'));
    default:
      return isCount(value) ? value : fail(wrong('a whole number'));
  }
}

function fail(error) {
  throw error;
}

function isCount(value) {
  return Number.isSafeInteger(value) && value >= 0;
}

// Undefined: it is none.
function readDuration(value) {
  const text = typeof value === 'string' && /^(\d{1,9})(?:\.(\d{1,9}))?s$/.exec(value);
  if (text) return { seconds: Number(text[1]), nanos: Number((text[2] ?? '').padEnd(9, '0')) };
  if (value === null || typeof value !== 'object') return undefined;
  const { seconds = 0, nanos = 0, ...unknown } = value;
  return isCount(seconds) && isCount(nanos) && Object.keys(unknown).length === 0 ? { seconds, nanos } : undefined;
}

// For the service, no names mean all tools; whoever computed an empty list means none.
function readAllowed(names) {
  if (names === undefined || (Array.isArray(names) && names.length > 0)) return names;
  throw new TypeError(`allowedTools is ${shown(names)}; it must be a list of at least one name, or undefined: every tool`);
}

// The protocol's Tool.
function describe(name, tool) {
  if (typeof tool === 'function') return { name };
  const { run, description = '', inputSchema, outputSchema, ...unknown } = tool ?? {};
  if (typeof run !== 'function' || Object.keys(unknown).length > 0) {
    throw new TypeError(`the tool '${name}' must be a function or { run, description, inputSchema, outputSchema }`);
  }
  return { name, description, inputSchemaJson: JSON.stringify(inputSchema) ?? '', outputSchemaJson: JSON.stringify(outputSchema) ?? '' };
}

async function callTool(tool, id, readArgs, context) {
  try {
    const args = readArgs();
    const attachments = [];
    const resultJson = JSON.stringify(detach(await (typeof tool === 'function' ? tool(args, context) : tool.run(args, context)), '', attachments)) ?? '';
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

// The same back again. Programs are hostile: bytes go where an empty string of the value itself is, and nowhere else.
function attach(value, attachments = []) {
  const root = { '': value };
  for (const { path, data } of attachments) {
    const keys = path.split('/').map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = keys.pop();
    const holder = keys.reduce(ownMember, root);
    if (ownMember(holder, last) !== '') throw new IsobridgeError(`the value has no empty string at ${shown(path)}, in whose place bytes were to go`);
    holder[last] = data;
  }
  return root[''];
}

function ownMember(holder, key) {
  return holder !== null && typeof holder === 'object' && Object.hasOwn(holder, key) ? holder[key] : undefined;
}

function settle(finished, resolve, reject) {
  if (finished.outcome === 'value') {
    const value = finished.value.json ? attach(JSON.parse(finished.value.json), finished.value.attachments) : undefined;
    const { warnings, diagnostics, usage } = finished;
    return resolve({ value, warnings, diagnostics, usage, finished });
  }
  const { code } = finished.error;
  if (code === 'CODE_SYNTAX_ERROR' || code === 'CODE_UNSUPPORTED_SYNTAX') return reject(new InvalidProgram(finished));
  return reject(new (/_LIMIT$|_TOO_LARGE$|_TOO_DEEP$/.test(code) ? LimitExceeded : ProgramError)(finished));
}

module.exports = { Isobridge, IsobridgeError, ServiceError, ProgramError, InvalidProgram, LimitExceeded, ToolError };
