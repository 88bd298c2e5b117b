// The bundle's one global: what the worker calls for each source.
import { compile } from "./compile";
import { CompileError } from "./compile_error";
import { locate } from "./edits";
import { harden } from "./harden";
import { nodePrototypes } from "./nodes";
import { Language, resetParser } from "./parse";
import { warmUpPrograms } from "./warm_up";

// [code, form, fenced, checked text or "", its prefix, whether there are more tool uses, tool uses, inserted breaks ...] or, with form 0,
// [message, 0, unsupported, line, column]: flat arrays are the cheapest for C++ to read. Of each tool use: path, four positions,
// circumstances.
type Answer = [text: string, form: number, flag: boolean, ...rest: (string | number | boolean | (string | number)[])[]];

function isobridgeCompile(source: string, language: Language): Answer {
  let result;
  try {
    result = compile(source, language);
  } catch (error) {
    // The stack was full.
    resetParser();
    throw error;
  }
  if (!(result instanceof CompileError)) {
    const { checked, toolUses } = result;
    const uses = toolUses.uses.flatMap((use) => [use.path, use.nameStart, use.nameEnd, use.start, use.end, use.circumstances]);
    return [result.code, result.form, result.fenced, checked.text === source ? "" : checked.text, checked.prefix, toolUses.more, uses,
      ...result.insertedBreaks];
  }
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
