// One parse of a program: with `await` at the top level, without JSDoc.
import * as ts from "typescript";

export const enum Language {
  Unspecified = 0,
  TypeScript = 1,
  JavaScript = 2,
}

const options: ts.CreateSourceFileOptions = {
  languageVersion: ts.ScriptTarget.ESNext,
  jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  // To the parser as it is bundled, `await` at the top level is the keyword at once. It isn't to look for it again, as in modules.
  setExternalModuleIndicator() {},
};

export function parse(text: string, language: Language): ts.SourceFile {
  return language === Language.JavaScript
    ? ts.createSourceFile("program.js", text, options, false, ts.ScriptKind.JS)
    : ts.createSourceFile("program.ts", text, options, false, ts.ScriptKind.TS);
}

// With JSX instead of type assertions in angle brackets.
export function parseWithJsx(text: string): ts.SourceFile {
  return ts.createSourceFile("program.tsx", text, options, false, ts.ScriptKind.TSX);
}

// The parser keeps some of its state when a parse ends by an exception (the stack was full); a whole parse clears it.
export function resetParser(): void {
  parse("", Language.TypeScript);
}

// "An optional chain cannot contain private identifiers": a rule of TypeScript's; JavaScript has `a?.#b`, and it is parsed as such.
const optionalPrivateName = 18030;

export function firstError(file: ts.SourceFile): ts.DiagnosticWithLocation | undefined {
  const errors = ((file as any).parseDiagnostics as ts.DiagnosticWithLocation[]).filter((error) => error.code !== optionalPrivateName);
  let first = errors[0];
  for (const error of errors) if (error.start < first!.start) first = error;
  return first;
}
