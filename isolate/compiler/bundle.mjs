// Makes the compiler's bundle: node bundle.mjs ENTRY NODE_MODULES OUTPUT
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { typescriptAsModule } from "./typescript_parser.mjs";

const [entry, modules, output] = process.argv.slice(2).map((argument) => path.resolve(argument));
const esbuild = createRequire(path.join(modules, "esbuild/package.json"))("esbuild");
const typescript = path.join(modules, "typescript/lib/typescript.js");
const blankSpace = path.join(modules, "ts-blank-space/out/index.js");

const packages = {
  name: "packages",
  setup(build) {
    build.onResolve({ filter: /^typescript$/ }, () => ({ path: typescript, sideEffects: false }));
    build.onResolve({ filter: /^ts-blank-space$/ }, () => ({ path: blankSpace }));
    build.onLoad({ filter: /\/typescript\.js$/ }, (file) => ({
      contents: typescriptAsModule(readFileSync(file.path, "utf8"), typescript),
      loader: "js",
    }));
    // As a namespace, so that what it doesn't use of TypeScript can be dropped.
    build.onLoad({ filter: /\/ts-blank-space\/out\/index\.js$/ }, (file) => ({
      contents: readFileSync(file.path, "utf8").replace('import tslib from "typescript"', 'import * as tslib from "typescript"'),
      loader: "js",
    }));
  },
};

await esbuild.build({
  entryPoints: [entry],
  outfile: output,
  bundle: true,
  format: "iife",
  platform: "neutral",
  target: "esnext",
  charset: "ascii",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
  plugins: [packages],
});
