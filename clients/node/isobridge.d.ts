import type { ChannelCredentials } from '@grpc/grpc-js';

export interface ToolContext {
  /** Aborted when the answer is no longer needed. */
  signal: AbortSignal;
  idempotencyKey: string;
}

/** Gets the program's argument; what it throws, the program can catch. The program's bytes are Buffers here; views and ArrayBuffers are
 * Uint8Arrays there. */
export type ToolFunction = (args: any, context: ToolContext) => unknown;

/** A function with what models, and the service's checks, are told of it. */
export interface DescribedTool {
  run: ToolFunction;
  description?: string;
  /** JSON Schemas. */
  inputSchema?: object | boolean;
  outputSchema?: object | boolean;
}

export type Tool = ToolFunction | DescribedTool;

/** "1.5s" is the same as { seconds: 1, nanos: 500000000 }. */
export type Duration = string | { seconds?: number; nanos?: number };

/** What is done with arguments or results that don't match their schema. */
export type ValidationMode = 'off' | 'warn' | 'enforce';

export interface RunOptions {
  tools?: Record<string, Tool>;
  /** The program's `input`. */
  input?: unknown;
  /** Fields of isobridge.v1.Limits in camel case: { wallTime: '5s', calls: 100 }. */
  limits?: Record<string, number | boolean | Duration>;
  /** What a check of its types does with the program. Default: the service's. */
  check?: 'off' | 'advise' | 'block-certain' | 'strict';
  /** Names of tools, at least one. Default: every tool. */
  allowedTools?: string[];
  /** Default: arguments 'enforce', results 'warn'. */
  validation?: { arguments?: ValidationMode; results?: ValidationMode };
  /** A result that is over its limit is cut instead of failing. */
  resultTruncation?: boolean;
  /** Seeds the program's randomness: 32 bytes. */
  seed?: Uint8Array;
  /** Gets each console line; level is "debug", "log", "info", "warn" or "error". */
  console?: (level: string, text: string) => void;
  /** Cancels the run: it rejects with a ServiceError whose code is "CANCELLED". */
  signal?: AbortSignal;
}

/** What came of a program that returned; `finished` is the message of the service, which the others but `value` are parts of. */
export interface Outcome {
  value: any;
  warnings: any[];
  diagnostics: any[];
  usage: any;
  finished: any;
}

export class Isobridge {
  constructor(
    address: string,
    options?: { credentials?: ChannelCredentials; protoFolder?: string; metadata?: Record<string, string> },
  );
  /** The outcome's value. Rejects with a TypeError where an option is none, or not what it should be. */
  run(code: string, options?: RunOptions): Promise<any>;
  execute(code: string, options?: RunOptions): Promise<Outcome>;
  close(): void;
}

export class IsobridgeError extends Error {}
export class ServiceError extends IsobridgeError {
  code: string;
}
export class ProgramError extends IsobridgeError {
  code: string;
  error: any;
  finished: any;
}
export class InvalidProgram extends ProgramError {}
export class LimitExceeded extends ProgramError {}
export class ToolError extends Error {
  constructor(message: string, options?: { code?: string; name?: string; data?: unknown });
}
