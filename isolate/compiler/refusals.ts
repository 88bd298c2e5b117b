// Constructs that a program can't use. Everything else is kept, transformed, or a syntax error: nothing is dropped silently.
import * as ts from "typescript";
import { type CompileError, refusal, syntaxError } from "./compile_error";
import { hasModifier, modifierOf, startOf, textOf } from "./nodes";
import { Language } from "./parse";

const SyntaxKind = ts.SyntaxKind;

export function findRefusal(file: ts.SourceFile, language: Language): CompileError | undefined {
  const text = file.text;
  let found: CompileError | undefined;
  if (text.includes("import") || text.includes("export")) {
    for (const statement of file.statements) {
      found = refuseModuleStatement(statement, file);
      if (found) return found;
    }
  }
  const needsWalk = text.includes("import") || text.includes("@") || text.includes("<!--") ||
    (language === Language.JavaScript && text.includes("<"));
  if (!needsWalk) return undefined;
  const visit = (node: ts.Node): CompileError | undefined =>
    refuseNode(node, file) ?? (ts.isTypeNode(node) ? undefined : ts.forEachChild(node, visit));
  return ts.forEachChild(file, visit);
}

function refuseModuleStatement(statement: ts.Statement, file: ts.SourceFile): CompileError | undefined {
  const at = startOf(statement, file);
  if (ts.isImportDeclaration(statement)) {
    if (statement.importClause?.isTypeOnly) return undefined;
    return refusal(`A program can't import modules (${textOf(statement.moduleSpecifier, file).slice(0, 100)}). ` +
      "Remove the import: tools are global functions (external_<name>), and the standard library of JavaScript is at hand.", at);
  }
  if (ts.isImportEqualsDeclaration(statement) && ts.isExternalModuleReference(statement.moduleReference)) {
    if (statement.isTypeOnly) return undefined;
    return refusal("A program can't import modules. Remove the import: tools are global functions (external_<name>).", at);
  }
  if (ts.isExportDeclaration(statement)) {
    if (statement.isTypeOnly) return undefined;
    return refusal("A program has nobody to export to. Return the result, or use `export default` with the function to run.", at);
  }
  if (ts.isExportAssignment(statement)) {
    return statement.isExportEquals ? refusal("`export =` is not supported. Use `export default` or `return`.", at) : undefined;
  }
  const exported = modifierOf(statement, SyntaxKind.ExportKeyword);
  if (!exported || isTypeOnly(statement)) return undefined;
  if (!hasModifier(statement, SyntaxKind.DefaultKeyword)) {
    return refusal("A program has nobody to export to. Remove `export`; use `export default` for the function to run.", at);
  }
  if (ts.isClassDeclaration(statement)) {
    return refusal("`export default` of a class leaves nothing to run. Export a function instead, or return a value.", at);
  }
  return undefined;
}

// Whether the statement leaves nothing behind.
export function isTypeOnly(statement: ts.Statement): boolean {
  return ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) ||
    hasModifier(statement, SyntaxKind.DeclareKeyword) ||
    (ts.isFunctionDeclaration(statement) && !statement.body) ||
    (ts.isModuleDeclaration(statement) && !hasValues(statement));
}

// Whether a namespace leaves something behind.
export function hasValues(node: ts.Node): boolean {
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return false;
  if (ts.isImportEqualsDeclaration(node)) return hasModifier(node, SyntaxKind.ExportKeyword);
  if (!ts.isModuleDeclaration(node)) return true;
  if (!node.body) return false;
  if (ts.isModuleBlock(node.body)) return node.body.statements.some(hasValues);
  return hasValues(node.body);
}

function refuseNode(node: ts.Node, file: ts.SourceFile): CompileError | undefined {
  switch (node.kind) {
    case SyntaxKind.Decorator:
      return refusal("Decorators are not supported. Call the function on the class or method after its declaration.",
        startOf(node, file));
    case SyntaxKind.MetaProperty:
      if ((node as ts.MetaProperty).keywordToken !== SyntaxKind.ImportKeyword) return undefined;
      return refusal("`import.meta` is not available: a program is not a module.", startOf(node, file));
    case SyntaxKind.CallExpression:
      if ((node as ts.CallExpression).expression.kind !== SyntaxKind.ImportKeyword) return undefined;
      return refusal("A program can't import modules: remove `import()`. Tools are global functions (external_<name>).",
        startOf(node, file));
    case SyntaxKind.JsxElement:
    case SyntaxKind.JsxSelfClosingElement:
    case SyntaxKind.JsxFragment:
      return refusal("JSX is not supported. Build the value with plain objects or strings.", startOf(node, file));
    case SyntaxKind.BinaryExpression: {
      // V8 would read `<!--` as the start of a comment.
      const operator = (node as ts.BinaryExpression).operatorToken;
      if (operator.kind !== SyntaxKind.LessThanToken || !file.text.startsWith("<!--", operator.end - 1)) return undefined;
      return syntaxError("`<!--` starts an HTML comment in JavaScript. Write `< !--`.", operator.end - 1);
    }
    default:
      return undefined;
  }
}
