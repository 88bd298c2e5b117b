// TypeScript's parser without the rest of TypeScript.
//
// The package is one file of 9 MB: a function that holds all of the compiler. As a module whose values are made without side
// effects, a bundler drops what the parser doesn't use, which is nine tenths; a snapshot with it is that much smaller to load.
import { createRequire } from "node:module";

const parserEnd = "// src/compiler/commandLineParser.ts";

export function typescriptAsModule(source, typescriptPath) {
  const ts = createRequire(typescriptPath)(typescriptPath);
  const opening = "((module) => {";
  const body = awaitsAtTopLevel(source.slice(source.indexOf(opening) + opening.length, source.lastIndexOf("})({ get exports()")));
  const file = ts.createSourceFile("typescript.js", body, { languageVersion: ts.ScriptTarget.ESNext, jsDocParsingMode: 1 });
  const end = body.indexOf(parserEnd);
  if (end < 0) throw new Error(`typescript.js has no line "${parserEnd}": this script knows TypeScript 6.0`);

  // In V8 alone there is no host to ask.
  const parts = ["const require = undefined, process = undefined, __filename = undefined;"];
  const exports = [];
  for (const statement of file.statements) {
    const text = body.slice(statement.pos, statement.end);
    if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) {
        if (declaration.name.text === "Diagnostics") parts.push(...diagnosticVariables(declaration, file));
        else parts.push(lazyVariable(ts, declaration, file));
      }
    } else if (ts.isExpressionStatement(statement)) {
      const exported = /^\s*(?:\/\/.*\s*)*__export\(typescript_exports, /.test(text);
      if (exported) exports.push(...exportList(text));
      // Behind the parser, these register code fixes, refactorings and the language service.
      else if (statement.pos < end && !text.includes("module.exports")) parts.push(text);
    } else {
      parts.push(text);
    }
  }
  const code = parts.join("\n").replace(/\bDiagnostics\.(\w+)\b/g, "Diagnostics_$1");
  return `${code}\nexport { ${exports.filter((name) => name !== "Diagnostics").join(", ")} };\n`;
}

// A module is parsed without `await` first, and then again from each statement that has one. What the first parse took for statements
// of their own may stay behind that way: `await {a: 1}.a` ends with a statement `a`.
function awaitsAtTopLevel(source) {
  const start = "    sourceFlags = contextFlags;\n    nextToken();\n    const statements = parseList(0 /* SourceElements */, parseStatement);";
  if (source.split(start).length !== 2) throw new Error("typescript.js does not parse a file as this script knows it");
  return source.replace(start, start.replace(";\n", ";\n    contextFlags |= 65536 /* AwaitContext */;\n"));
}

// A variable whose value the bundler may leave out if nobody reads it.
function lazyVariable(ts, declaration, file) {
  const name = declaration.name.getText(file);
  const value = declaration.initializer?.getText(file);
  return value === undefined ? `var ${name};` : `var ${name} = /* @__PURE__ */ (() => (${value}))();`;
}

function exportList(text) {
  return [...text.matchAll(/^  (\w+): \(\) => (\w+),?$/gm)].map(([, name, local]) => (name === local ? name : `${local} as ${name}`));
}

// The table of 2,000 messages as one variable each, so that those which the parser doesn't use are dropped.
function diagnosticVariables(declaration, file) {
  return declaration.initializer.properties.map(
    (property) => `var Diagnostics_${property.name.getText(file)} = /* @__PURE__ */ ${property.initializer.getText(file)};`);
}
