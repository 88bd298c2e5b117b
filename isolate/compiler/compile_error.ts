// A source that can't be compiled. `position` is an offset in the source as it was sent, in UTF-16 code units.
export class CompileError {
  constructor(
    readonly message: string,
    readonly position: number,
    // A construct that is refused, rather than one that can't be parsed.
    readonly unsupported: boolean,
  ) {}
}

export function syntaxError(message: string, position: number): CompileError {
  return new CompileError(message, position, false);
}

export function refusal(message: string, position: number): CompileError {
  return new CompileError(message, position, true);
}
