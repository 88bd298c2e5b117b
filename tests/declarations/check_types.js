// Compiles what suite_declarations printed with TypeScript's checker: node check_types.js TYPESCRIPT < LINES
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');

const typescript = path.resolve(process.argv[2]);
const ts = require(typescript);

const cases = fs.readFileSync(0, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
assert(cases.length > 1900, `only ${cases.length} cases`);

// All in one file, each in a namespace of its own.
let source = '';
for (const [i, test] of cases.entries()) {
  source += `namespace c${i} {\n${test.declarations}`;
  test.value = source.length;
  source += `export const value: XOutput = ${test.instance};\n}\n`;
  test.end = source.length;
}

function diagnose(text) {
  const options = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, lib: ['lib.es2024.d.ts'], types: [] };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getDefaultLibLocation = () => path.dirname(typescript);
  host.getSourceFile = (name, ...rest) => (name === 'cases.ts' ? ts.createSourceFile(name, text, options.target) : getSourceFile(name, ...rest));
  const program = ts.createProgram(['cases.ts'], options, host);
  return [...program.getGlobalDiagnostics(), ...program.getSyntacticDiagnostics(), ...program.getSemanticDiagnostics()];
}

const bad = { compile: [], refused: [] };
for (const found of diagnose(source)) {
  const test = cases.find((one) => found.start < one.end);
  const message = ts.flattenDiagnosticMessageText(found.messageText, ' ');
  if (found.start < test.value) bad.compile.push(`${test.name}: ${message}\n${test.declarations}`);
  // Deliberate: an object without `additionalProperties` has no others.
  else if (/may only specify known properties|has no properties in common/.test(message)) test.excess = true;
  else test.refused = message;
}
const count = (select) => cases.filter(select).length;
for (const test of cases) {
  if (test.valid && test.refused) bad.refused.push(`${test.name}: ${test.instance}: ${test.refused}\n${test.declarations}`);
}
const invalid = count((test) => !test.valid);
const caught = count((test) => !test.valid && (test.refused || test.excess));
const excess = count((test) => test.valid && test.excess);
console.log(`${cases.length} cases: ${bad.compile.length} declarations do not compile; of ${cases.length - invalid} valid instances ` +
  `${bad.refused.length} are refused, and ${excess} for a property that is not declared; of ${invalid} invalid ones ${caught} are caught`);
assert.deepStrictEqual(bad.compile, []);
assert.deepStrictEqual(bad.refused, []);
assert(caught * 2 >= invalid, 'fewer than half of the invalid instances are caught');
