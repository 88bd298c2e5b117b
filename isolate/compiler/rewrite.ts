// What can't be blanked is rewritten in place, so that the user's expressions stay where they are: enums, namespaces with values,
// parameter properties, `<T>x`, `import x = A.b`, and `as` whose removal would regroup operators.
import * as ts from "typescript";
import { blankSourceFile } from "ts-blank-space";
import { type CompileError, refusal, syntaxError } from "./compile_error";
import type { Edits } from "./edits";
import { rewriteEnum } from "./enum";
import { blank } from "./fence";
import { isAssertion, skipTrivia, startOf, withoutAssertions } from "./nodes";
import { rewriteNamespace } from "./namespace";
import { isTypeOnly } from "./refusals";
import { rewriteParameterProperties } from "./parameter_property";

const SyntaxKind = ts.SyntaxKind;

export interface Blanked {
  // As long as the source.
  text: string;
  // What ts-blank-space left as it was.
  unblanked: Set<ts.Node>;
}

export function blankTypes(file: ts.SourceFile): Blanked {
  const unblanked = new Set<ts.Node>();
  return { text: blankSource(file, unblanked), unblanked };
}

// Adds what is left as it was to `unblanked`. With the keyword `module`, ts-blank-space leaves namespaces of types, too.
function blankSource(file: ts.SourceFile, unblanked: Set<ts.Node>): string {
  const namespaces: ts.Node[] = [];
  let text = blankSourceFile(file, (node) => {
    if (ts.isModuleDeclaration(node) && isTypeOnly(node)) namespaces.push(node);
    else unblanked.add(node);
  });
  for (const node of namespaces) {
    const start = startOf(node, file);
    text = `${text.slice(0, start)};${blank(text.slice(start + 1, node.end))}${text.slice(node.end)}`;
  }
  return text;
}

// Adds the edits for everything in `blanked.unblanked`, and blanks the types inside.
export function rewriteUnblanked(file: ts.SourceFile, blanked: Blanked, edits: Edits): CompileError | undefined {
  if (blanked.unblanked.size === 0) return undefined;
  return new Rewriter(file, blanked, edits).rewrite(file);
}

// The list of statements in which a declaration stands: the first declaration of each name in it.
export interface Scope {
  declarations: Map<string, ts.Statement>;
  // `var` declares in it, as opposed to a block.
  isFunction: boolean;
}

export class Rewriter {
  constructor(readonly file: ts.SourceFile, readonly blanked: Blanked, readonly edits: Edits) {}

  rewrite(node: ts.Node): CompileError | undefined {
    return this.visitChildren(node, { declarations: new Map(), isFunction: true }, undefined);
  }

  // Blanks the types inside of nodes that ts-blank-space did not visit.
  blankInside(nodes: readonly ts.Node[]): void {
    if (nodes.length === 0) return;
    const part = Object.create(this.file, { statements: { value: nodes } }) as ts.SourceFile;
    const text = blankSource(part, this.blanked.unblanked);
    const [start, end] = [nodes[0]!.pos, nodes.at(-1)!.end];
    this.blanked.text = this.blanked.text.slice(0, start) + text.slice(start, end) + this.blanked.text.slice(end);
  }

  visitChildren(node: ts.Node, scope: Scope, parent: ts.Node | undefined): CompileError | undefined {
    if (ts.isSourceFile(node)) scope = { declarations: firstDeclarations(node.statements), isFunction: true };
    else if (ts.isBlock(node)) scope = { declarations: firstDeclarations(node.statements), isFunction: !!parent && ts.isFunctionLike(parent) };
    else if (ts.isCaseOrDefaultClause(node)) scope = { declarations: firstDeclarations(node.statements), isFunction: false };
    else if (ts.isModuleBlock(node)) scope = { declarations: firstDeclarations(node.statements), isFunction: true };
    return ts.forEachChild(node, (child) => this.visit(child, scope, node));
  }

  private visit(node: ts.Node, scope: Scope, parent: ts.Node): CompileError | undefined {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return undefined;
    return this.refuseOutsideOfList(node, parent) ?? this.rewriteNode(node, scope) ?? this.visitChildren(node, scope, parent);
  }

  // `if (a) enum E {}`: there is no block in which its variable could stand.
  private refuseOutsideOfList(node: ts.Node, parent: ts.Node): CompileError | undefined {
    const what = ts.isEnumDeclaration(node) ? "An enum" : ts.isModuleDeclaration(node) ? "A namespace" : undefined;
    if (!what || !this.blanked.unblanked.has(node) || isListOfStatements(parent)) return undefined;
    return syntaxError(`${what} can only stand at the top level or in a block. Put it in front of this statement, or put braces around it.`,
      startOf(node, this.file));
  }

  private rewriteNode(node: ts.Node, scope: Scope): CompileError | undefined {
    const { edits, file } = this;
    if (ts.isClassLike(node)) return rewriteParameterProperties(node, this);
    if (ts.isBinaryExpression(node)) return this.regroup(node);
    if (!this.blanked.unblanked.has(node)) return undefined;
    switch (node.kind) {
      case SyntaxKind.EnumDeclaration:
        return rewriteEnum(node as ts.EnumDeclaration, scope, this);
      case SyntaxKind.ModuleDeclaration:
        return rewriteNamespace(node as ts.ModuleDeclaration, scope, this);
      case SyntaxKind.TypeAssertionExpression: {
        const { expression } = node as ts.TypeAssertion;
        edits.replace(startOf(node, file), startOf(expression, file), "(");
        edits.close(expression.end, ")");
        return undefined;
      }
      case SyntaxKind.AsExpression:
      case SyntaxKind.SatisfiesExpression: {
        this.eraseAssertion(node as ts.AsExpression, "group");
        return undefined;
      }
      case SyntaxKind.ImportEqualsDeclaration: {
        const declaration = node as ts.ImportEqualsDeclaration;
        const start = startOf(node, file);
        if (declaration.isTypeOnly || ts.isExternalModuleReference(declaration.moduleReference)) {
          return refusal("This form of `import` is not supported. Remove it: a program can't import modules.", start);
        }
        const keyword = skipTrivia(file, declaration.modifiers?.end ?? declaration.pos);
        edits.replace(start, keyword + "import".length, "const");
        return undefined;
      }
      default:
        return undefined;
    }
  }

  private eraseAssertion(node: ts.AsExpression | ts.SatisfiesExpression, how: "group" | "erase"): void {
    const inner = withoutAssertions(node);
    this.blankInside([inner]);
    if (how === "group") this.edits.open(startOf(inner, this.file), "(");
    this.edits.replace(inner.end, node.end, how === "group" ? ")" : "");
    this.blanked.unblanked.delete(node);
  }

  // `a ?? b as T && c`: without the `as`, JavaScript wants parentheses around one side.
  private regroup(node: ts.BinaryExpression): undefined {
    for (const [side, assertion] of [
      [node.right, ts.isBinaryExpression(node.right) ? node.right.left : undefined],
      [node.left, ts.isBinaryExpression(node.left) ? node.left.right : undefined],
    ] as const) {
      if (!assertion || !isAssertion(assertion) || !this.blanked.unblanked.has(assertion)) continue;
      if (ts.isBinaryExpression(withoutAssertions(assertion))) continue;
      this.edits.open(startOf(side, this.file), "(");
      this.eraseAssertion(assertion, "erase");
      this.edits.close(side.end, ")");
    }
    return undefined;
  }
}

function isListOfStatements(node: ts.Node): boolean {
  return ts.isSourceFile(node) || ts.isBlock(node) || ts.isModuleBlock(node) || ts.isCaseOrDefaultClause(node);
}

// The first declaration of each name in a list of statements, of those that make a value which others add to.
function firstDeclarations(statements: readonly ts.Statement[]): Map<string, ts.Statement> {
  const first = new Map<string, ts.Statement>();
  for (const statement of statements) {
    const name = isMergeable(statement) && !isTypeOnly(statement) ? statement.name?.text : undefined;
    if (name !== undefined && !first.has(name)) first.set(name, statement);
  }
  return first;
}

function isMergeable(
  node: ts.Statement): node is ts.EnumDeclaration | ts.ModuleDeclaration | ts.ClassDeclaration | ts.FunctionDeclaration {
  return ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node) || ts.isClassDeclaration(node) || ts.isFunctionDeclaration(node);
}
