// `constructor(private x: T)`: a field of the class, assigned at the beginning of the constructor (after `super()`).
import * as ts from "typescript";
import { type CompileError, refusal } from "./compile_error";
import { startOf } from "./nodes";
import type { Rewriter } from "./rewrite";

const SyntaxKind = ts.SyntaxKind;

export function rewriteParameterProperties(node: ts.ClassLikeDeclaration, rewriter: Rewriter): CompileError | undefined {
  const constructor = node.members.find((member): member is ts.ConstructorDeclaration =>
    ts.isConstructorDeclaration(member) && member.body !== undefined);
  if (!constructor) return undefined;
  const { file, edits, blanked } = rewriter;
  const names: string[] = [];
  for (const parameter of constructor.parameters) {
    const modifiers = (parameter.modifiers ?? []).filter((modifier) => blanked.unblanked.has(modifier) || isPropertyModifier(modifier));
    if (modifiers.length === 0) continue;
    if (!ts.isIdentifier(parameter.name)) {
      return refusal("A parameter property can't be a pattern. Assign the fields in the constructor.", startOf(parameter, file));
    }
    for (const modifier of modifiers) edits.replace(startOf(modifier, file), modifier.end, "");
    names.push(parameter.name.text);
  }
  if (names.length === 0) return undefined;

  const membersStart = node.members.pos;
  edits.close(membersStart, names.map((name) => `${name};`).join(""));
  const assignments = names.map((name) => `this.${name}=${name};`).join("");
  const body = constructor.body!;
  const isDerived = node.heritageClauses?.some((clause) => clause.token === SyntaxKind.ExtendsKeyword) ?? false;
  if (!isDerived) {
    edits.close(body.statements.pos, assignments);
    return undefined;
  }
  const superCall = body.statements.find(isSuperCall);
  if (!superCall) {
    return refusal("A constructor with parameter properties must call super() in a statement of its own. Assign the fields instead.",
      startOf(constructor, file));
  }
  edits.close(superCall.end, `;${assignments}`);
  return undefined;
}

function isPropertyModifier(node: ts.Node): boolean {
  return node.kind === SyntaxKind.PublicKeyword || node.kind === SyntaxKind.PrivateKeyword || node.kind === SyntaxKind.ProtectedKeyword ||
    node.kind === SyntaxKind.ReadonlyKeyword || node.kind === SyntaxKind.OverrideKeyword;
}

function isSuperCall(statement: ts.Statement): boolean {
  return ts.isExpressionStatement(statement) && ts.isCallExpression(statement.expression) &&
    statement.expression.expression.kind === SyntaxKind.SuperKeyword;
}
