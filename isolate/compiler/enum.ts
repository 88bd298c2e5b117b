// `enum E { A, B = A << 1 }` as a function that fills the object E, the initialisers where they were.
//
// Each member is a constant inside the function, so that later initialisers find it by its bare name.
import * as ts from "typescript";
import { type CompileError, syntaxError } from "./compile_error";
import { freshName, skipTrivia, startOf, withoutParentheses } from "./nodes";
import type { Rewriter, Scope } from "./rewrite";

const SyntaxKind = ts.SyntaxKind;

export function rewriteEnum(node: ts.EnumDeclaration, scope: Scope, rewriter: Rewriter): CompileError | undefined {
  const { file, edits } = rewriter;
  const name = node.name.text;
  const object = freshName(file.text, "$enum");
  const opening = skipTrivia(file, node.name.end) + 1;
  const declare = scope.declarations.get(name) !== node ? "" : `${scope.isFunction ? "var" : "let"} ${name};`;
  edits.replace(startOf(node, file), opening, `${declare}(function(${object}){`);

  rewriter.blankInside(node.members.flatMap((member) => member.initializer ?? []));
  const strings = new Set<string>();
  let previous: string | undefined;
  for (const member of node.members) {
    const key = memberName(member);
    if (key === undefined) return syntaxError("The name of an enum member must be an identifier or a string.", startOf(member, file));
    const error = rewriteMember(member, key, previous, object, strings, rewriter);
    if (error) return error;
    previous = key;
  }
  edits.replace(node.end - 1, node.end, `})(${name}||(${name}={}));`);
  return undefined;
}


function rewriteMember(
  member: ts.EnumMember, key: string, previous: string | undefined, object: string, strings: Set<string>, rewriter: Rewriter,
): CompileError | undefined {
  const { file, edits } = rewriter;
  const start = startOf(member, file);
  const slot = `${object}[${JSON.stringify(key)}]`;
  const constant = isBindable(key) && key !== object ? key : undefined;
  const isString = member.initializer !== undefined && isStringValue(member.initializer, strings);
  if (isString) strings.add(key);
  const assign = (value: string) => isString ? `${slot}=${value}` : `${object}[${slot}=${value}]=${JSON.stringify(key)}`;

  if (member.initializer) {
    const valueStart = startOf(member.initializer, file);
    if (constant) {
      edits.replace(start, valueStart, `const ${constant}=`);
      edits.close(member.end, `;${assign(constant)};`);
    } else {
      edits.replace(start, valueStart, `${slot}=`);
      edits.close(member.end, isString ? ";" : `;${object}[${slot}]=${JSON.stringify(key)};`);
    }
  } else {
    if (previous !== undefined && strings.has(previous)) {
      return syntaxError(`Enum member must have initializer: the one before it (${previous}) is a string.`, start);
    }
    const value = previous === undefined ? "0" : `${object}[${JSON.stringify(previous)}]+1`;
    edits.replace(start, member.end, constant ? `const ${constant}=${value};${assign(constant)};` : `${assign(value)};`);
  }
  const comma = skipTrivia(file, member.end);
  if (file.text[comma] === ",") edits.replace(comma, comma + 1, "");
  return undefined;
}

function memberName(member: ts.EnumMember): string | undefined {
  const { name } = member;
  if (ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isNoSubstitutionTemplateLiteral(name)) return name.text;
  if (ts.isComputedPropertyName(name) && ts.isStringLiteralLike(name.expression)) return name.expression.text;
  return undefined;
}

// Strings have no reverse mapping.
function isStringValue(node: ts.Expression, strings: Set<string>): boolean {
  const inner = withoutParentheses(node);
  if (ts.isStringLiteralLike(inner) || ts.isTemplateExpression(inner)) return true;
  if (ts.isIdentifier(inner)) return strings.has(inner.text);
  if (ts.isPropertyAccessExpression(inner)) return strings.has(inner.name.text);
  return ts.isBinaryExpression(inner) && inner.operatorToken.kind === SyntaxKind.PlusToken &&
    (isStringValue(inner.left, strings) || isStringValue(inner.right, strings));
}

function isBindable(name: string): boolean {
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) return false;
  const token = ts.identifierToKeywordKind(ts.factory.createIdentifier(name)) ?? SyntaxKind.Identifier;
  return (token < SyntaxKind.FirstReservedWord || token > SyntaxKind.LastFutureReservedWord) &&
    !["await", "eval", "arguments", "undefined", "NaN", "Infinity"].includes(name);
}
