// `namespace N { export const x = 1 }` as a function that fills the object N, its statements where they were.
//
// Exported constants, functions and classes are copied onto the object after their declaration; an exported `let` or `var` becomes
// an accessor of the variable, so that both stay one.
import * as ts from "typescript";
import { type CompileError, refusal } from "./compile_error";
import { boundNames, modifierOf, skipTrivia, startOf } from "./nodes";
import { hasValues } from "./refusals";
import type { Rewriter, Scope } from "./rewrite";

const SyntaxKind = ts.SyntaxKind;

export function rewriteNamespace(node: ts.ModuleDeclaration, scope: Scope, rewriter: Rewriter): CompileError | undefined {
  const { file, edits } = rewriter;
  const first = scope.declarations.get(node.name.text);
  if (first && first !== node && ts.isModuleDeclaration(first) && hasValues(first)) {
    return refusal(`The namespace ${node.name.text} is declared twice. Put its contents into one block.`, startOf(node, file));
  }

  // `namespace A.B.C` is three nested ones.
  const path = [node.name.text];
  let inner: ts.ModuleDeclaration = node;
  while (inner.body && ts.isModuleDeclaration(inner.body)) {
    inner = inner.body as ts.ModuleDeclaration;
    path.push(inner.name.text);
  }
  const body = inner.body as ts.ModuleBlock;
  const opening = skipTrivia(file, inner.name.end) + 1;
  const keyword = scope.isFunction ? "var" : "let";
  let head = first !== node ? "" : `${keyword} ${path[0]};`;
  let tail = "";
  path.forEach((name, i) => {
    const own = i === 0 ? `${name}||(${name}={})` : `${name}=${path[i - 1]}.${name}||(${path[i - 1]}.${name}={})`;
    head += `${i === 0 ? "" : `let ${name};`}(function(${name}){`;
    tail = `})(${own});${tail}`;
  });
  edits.replace(startOf(node, file), opening, head);
  rewriter.blankInside(body.statements);
  for (const statement of body.statements) {
    const error = exportStatement(statement, path.at(-1)!, rewriter);
    if (error) return error;
  }
  edits.replace(node.end - 1, node.end, tail);
  return undefined;
}

function exportStatement(statement: ts.Statement, namespace: string, rewriter: Rewriter): CompileError | undefined {
  const { file, edits } = rewriter;
  const start = startOf(statement, file);
  if (ts.isExportDeclaration(statement) || ts.isExportAssignment(statement) || ts.isImportDeclaration(statement)) {
    return refusal("`import` and `export` lists are not supported in a namespace. Put `export` in front of the declaration.", start);
  }
  const keyword = modifierOf(statement, SyntaxKind.ExportKeyword);
  if (!keyword || rewriter.blanked.text.slice(start, statement.end).trim().replace(";", "") === "") return undefined;
  const isRewritten = ts.isEnumDeclaration(statement) || ts.isModuleDeclaration(statement) || ts.isImportEqualsDeclaration(statement);
  // Those three write over their own beginning.
  if (!isRewritten) edits.replace(startOf(keyword, file), keyword.end, "");
  edits.close(statement.end, exportsOf(statement, namespace));
  return undefined;
}

function exportsOf(statement: ts.Statement, namespace: string): string {
  if (ts.isVariableStatement(statement)) {
    const isConstant = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
    const names = statement.declarationList.declarations.flatMap((declaration) => boundNames(declaration.name));
    return ";" + names.map((name) => (isConstant ? `${namespace}.${name}=${name};` : accessor(namespace, name))).join("");
  }
  const name = (statement as ts.ClassDeclaration).name?.text;
  return name === undefined ? "" : `;${namespace}.${name}=${name};`;
}

function accessor(namespace: string, name: string): string {
  return `Object.defineProperty(${namespace},"${name}",{get(){return ${name}},set($v){${name}=$v},enumerable:true,configurable:true});`;
}
