// The bundle's one global: what the worker calls for each source.
import { compile } from "./compile";
import { CompileError } from "./compile_error";
import { locate } from "./edits";
import { harden } from "./harden";
import { nodePrototypes } from "./nodes";
import { Language, resetParser } from "./parse";
import { warmUpPrograms } from "./warm_up";

// [code, form, fenced, inserted breaks ...] or, with form 0, [message, 0, unsupported, line, column]: one flat array is the cheapest
// for C++ to read.
type Answer = [text: string, form: number, flag: boolean, ...numbers: number[]];

function isobridgeCompile(source: string, language: Language): Answer {
  let result;
  try {
    result = compile(source, language);
  } catch (error) {
    // The stack was full.
    resetParser();
    throw error;
  }
  if (!(result instanceof CompileError)) return [result.code, result.form, result.fenced, ...result.insertedBreaks];
  const { line, column } = locate(source, result.position);
  return [result.message, 0, result.unsupported, line, column];
}

// Before the snapshot is made: compiles programs, so that code is there and warm.
isobridgeCompile.finish = (): void => {
  for (let round = 0; round < 5; ++round) {
    for (const program of warmUpPrograms) isobridgeCompile(program, Language.TypeScript);
    isobridgeCompile("return await external_now()", Language.JavaScript);
  }
};

// After the snapshot is read: lets nothing be changed any more. V8 itself adds to `Error` when it makes a context from a snapshot.
isobridgeCompile.harden = (): void => harden([globalThis, isobridgeCompile, ...nodePrototypes]);

(globalThis as any).isobridgeCompile = isobridgeCompile;
