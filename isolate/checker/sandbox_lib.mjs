// Writes what the checker knows of the sandbox as C++: node sandbox_lib.mjs LIB_FOLDER GLOBALS OUTPUT
//
// Two files instead of TypeScript's seventy: the language as this V8 has it, without what the sandbox removes, without comments, with our
// own globals; and apart, what TypeScript declares in a module.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const [folder, globals, output] = process.argv.slice(2);

// In V8 13.6 beyond ES2025.
const beyond = ["esnext.array", "esnext.disposable", "esnext.error"];
// Shared memory and weak references are removed from the sandbox; `eval` refuses.
const absent = /^(?:es2017\.sharedmemory|es2020\.sharedmemory|es2024\.sharedmemory|es2021\.weakref)$/;

const taken = new Set();
let scripts = "";
let modules = "";
function take(name) {
  if (taken.has(name) || absent.test(name)) return;
  taken.add(name);
  const source = readFileSync(path.join(folder, `lib.${name}.d.ts`), "utf8");
  for (const [, reference] of source.matchAll(/^\/\/\/ <reference lib="([\w.]+)" \/>/gm)) {
    if (!/^(?:decorators|decorators\.legacy|dom|webworker|scripthost)/.test(reference)) take(reference);
  }
  if (!/^export \{\};/m.test(source)) scripts += source;
  else if (modules === "") modules = source;
  else throw new Error(`lib.${name}.d.ts is a second module`);
}
for (const name of ["es2025", ...beyond]) take(name);
if (taken.size < 60 || !readdirSync(folder).includes("lib.es2025.d.ts")) throw new Error("this script knows the lib of TypeScript 7.0");
scripts += readFileSync(globals, "utf8");

function literal(text) {
  const short = text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "")
    .replace(/\s*\n\s*/g, "\n");
  return short.match(/[\s\S]{1,10000}/g).map((piece) => `R"lib(${piece})lib"`).join("\n");
}

writeFileSync(output, `#include "isolate/checker/sandbox_lib.h"
namespace isobridge::isolate {
const std::string_view kCheckerVersion = "${JSON.parse(readFileSync(path.join(folder, "../package.json"), "utf8")).version}";
const std::string_view kSandboxLib =
${literal(scripts)};
const std::string_view kSandboxLibModule =
${literal(modules)};
}  // namespace isobridge::isolate
`);
