import type { ChannelCredentials } from '@grpc/grpc-js';

export interface ToolContext {
  /** Aborted when the answer is no longer needed. */
  signal: AbortSignal;
  idempotencyKey: string;
}

/** Gets the program's argument; what it throws, the program can catch. The program's bytes are Buffers here; views and ArrayBuffers are
 * Uint8Arrays there. */
export type Tool = (args: any, context: ToolContext) => unknown;

export interface RunOptions {
  tools?: Record<string, Tool>;
  /** The program's `input`. */
  input?: unknown;
  /** Fields of isobridge.v1.Limits in camel case: { wallTime: { seconds: 5 }, calls: 100 }. */
  limits?: Record<string, number | { seconds?: number; nanos?: number }>;
  /** Gets each console line; level is "debug", "log", "info", "warn" or "error". */
  console?: (level: string, text: string) => void;
  /** Cancels the run: it rejects with a ServiceError whose code is "CANCELLED". */
  signal?: AbortSignal;
}

export class Isobridge {
  constructor(
    address: string,
    options?: { credentials?: ChannelCredentials; protoFolder?: string; metadata?: Record<string, string> },
  );
  run(code: string, options?: RunOptions): Promise<any>;
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
