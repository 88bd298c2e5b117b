// Where a program names tools, and in what circumstances: what it may do, told without running it.
//
// A name that the program itself declares, in any scope, is not taken for a tool's.
import * as ts from "typescript";
import { startOf } from "./nodes";

const SyntaxKind = ts.SyntaxKind;
const most = 1_000;

export const enum Circumstance {
  Called = 1,
  InLoop = 2,
  InFunction = 4,
  Conditional = 8,
  Dynamic = 16,
}

export interface ToolUse {
  path: string;
  nameStart: number;
  nameEnd: number;
  start: number;
  end: number;
  circumstances: number;
}

export interface ToolUses {
  uses: ToolUse[];
  more: boolean;
}

// `origin`: by how much the file's text is longer at its beginning than the source. `entry`: the name of the function that is called
// as the program, if it is one with a name.
export function findToolUses(file: ts.SourceFile, origin: number, entry: string | undefined): ToolUses {
  if (!/external_|tools|codemode|globalThis/.test(file.text)) return { uses: [], more: false };
  return new Finder(file, origin, entry).find();
}

// Methods that call a function for each element.
const iterating = new Set(["map", "forEach", "filter", "flatMap", "reduce", "reduceRight", "some", "every", "find", "findIndex",
  "findLast", "findLastIndex", "sort", "toSorted", "from", "fromAsync", "replace", "replaceAll", "groupBy", "setInterval"]);

function isRoot(name: string): boolean {
  return name === "tools" || name === "codemode" || name.startsWith("external_");
}

class Finder {
  private readonly uses: (ToolUse & { root: string })[] = [];
  private readonly declared = new Set<string>();

  constructor(private readonly file: ts.SourceFile, private readonly origin: number, private readonly entry: string | undefined) {}

  find(): ToolUses {
    this.visitChildren(this.file, 0);
    const uses = this.uses.filter((use) => !this.declared.has(use.root));
    return { uses: uses.slice(0, most), more: uses.length > most };
  }

  private visitChildren(node: ts.Node, circumstances: number): void {
    ts.forEachChild(node, (child) => this.visit(child, node, circumstances));
  }

  private visit(node: ts.Node, parent: ts.Node, circumstances: number): void {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    this.noteDeclaration(node);
    circumstances |= this.circumstancesOf(node, parent);
    if (ts.isVariableDeclaration(node) && node.initializer && this.takesApart(node, circumstances)) return;
    const used = this.use(node, parent, circumstances);
    if (used) used.forEach((rest) => this.visit(rest, node, circumstances));
    else this.visitChildren(node, circumstances);
  }

  private noteDeclaration(node: ts.Node): void {
    const declares = ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node) || ts.isClassDeclaration(node) ||
      ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node) || (ts.isFunctionDeclaration(node) && node.body);
    const name = declares ? (node as ts.NamedDeclaration).name : undefined;
    const ambient = (node as any).modifiers?.some((modifier: ts.Node) => modifier.kind === SyntaxKind.DeclareKeyword);
    if (name && ts.isIdentifier(name) && isRoot(name.text) && !ambient) this.declared.add(name.text);
  }

  // What being in `node`, under `parent`, adds.
  private circumstancesOf(node: ts.Node, parent: ts.Node): number {
    if (ts.isFunctionLike(node)) return this.isProgram(node, parent) ? 0 : this.ofFunction(node, parent);
    if (ts.isIterationStatement(parent, false) && (node === parent.statement || !isEvaluatedOnce(node, parent))) return Circumstance.InLoop;
    if (ts.isIfStatement(parent) && node !== parent.expression) return Circumstance.Conditional;
    if (ts.isConditionalExpression(parent) && node !== parent.condition) return Circumstance.Conditional;
    if (ts.isCatchClause(node) || ts.isCaseOrDefaultClause(node)) return Circumstance.Conditional;
    if (ts.isBinaryExpression(parent) && node === parent.right && isShortCircuit(parent.operatorToken.kind)) return Circumstance.Conditional;
    return 0;
  }

  private isProgram(node: ts.SignatureDeclaration, parent: ts.Node): boolean {
    if (ts.isFunctionDeclaration(node)) {
      return node.name?.text === this.entry || hasDefault(node);
    }
    if (ts.isVariableDeclaration(parent)) return ts.isIdentifier(parent.name) && parent.name.text === this.entry;
    return ts.isExportAssignment(parent) || ts.isExpressionStatement(parent) || ts.isParenthesizedExpression(parent);
  }

  private ofFunction(node: ts.SignatureDeclaration, parent: ts.Node): number {
    if (!ts.isCallExpression(parent)) return Circumstance.InFunction;
    const callee = parent.expression;
    if ((callee as ts.Node) === node) return 0;
    const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : "";
    if (iterating.has(name)) return Circumstance.InLoop;
    return name === "then" || name === "catch" || name === "finally" || name === "setTimeout"
      ? Circumstance.Conditional
      : Circumstance.InFunction;
  }

  // `const { a, b: c } = tools`
  private takesApart(node: ts.VariableDeclaration, circumstances: number): boolean {
    if (!ts.isObjectBindingPattern(node.name)) return false;
    const holder = this.pathOf(node.initializer!);
    if (!holder || holder.dynamic || holder.path.startsWith("external_")) return false;
    for (const element of node.name.elements) {
      this.noteDeclaration(element);
      const key = element.propertyName ?? element.name;
      const known = !element.dotDotDotToken && ts.isIdentifier(key) && ts.isIdentifier(element.name);
      this.add(holder.root, known ? `${holder.path}.${key.text}` : holder.path, key, key,
        circumstances | (known ? 0 : Circumstance.Dynamic));
    }
    return true;
  }

  // What is left to be visited if `node` is a use.
  private use(node: ts.Node, parent: ts.Node, circumstances: number): ts.Node[] | undefined {
    if (!ts.isExpression(node) || isNameOnly(node, parent)) return undefined;
    if (ts.isCallExpression(node)) {
      const found = this.pathOf(node.expression);
      if (!found) return undefined;
      const called = Circumstance.Called | (node.questionDotToken ? Circumstance.Conditional : 0);
      this.add(found.root, found.path, found.name, node, circumstances | called | (found.dynamic ? Circumstance.Dynamic : 0));
      return [...found.inner, ...node.arguments];
    }
    const found = this.pathOf(node);
    if (!found) return undefined;
    const escapes = found.dynamic || found.path === "tools" || found.path === "codemode";
    this.add(found.root, found.path, found.name, node, circumstances | (escapes ? Circumstance.Dynamic : 0));
    return found.inner;
  }

  private pathOf(node: ts.Expression): Path | undefined {
    if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node)) return this.pathOf(node.expression);
    if (ts.isIdentifier(node)) {
      return isRoot(node.text) ? { root: node.text, path: node.text, name: node, dynamic: false, inner: [] } : undefined;
    }
    if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return undefined;
    const member = ts.isPropertyAccessExpression(node) ? node.name : node.argumentExpression;
    const key = ts.isIdentifier(member) && ts.isPropertyAccessExpression(node) ? member.text
      : ts.isStringLiteralLike(member) ? member.text : undefined;
    if (ts.isIdentifier(node.expression) && node.expression.text === "globalThis") {
      if (key === undefined) return { root: "globalThis", path: "globalThis", name: member, dynamic: true, inner: [member] };
      return isRoot(key) ? { root: "globalThis", path: key, name: member, dynamic: false, inner: [] } : undefined;
    }
    const holder = this.pathOf(node.expression);
    if (!holder || holder.path.startsWith("external_")) return undefined;
    if (key === undefined || holder.dynamic) {
      return { ...holder, name: member, dynamic: true, inner: [...holder.inner, ...(key === undefined ? [member] : [])] };
    }
    return { ...holder, path: `${holder.path}.${key}`, name: member };
  }

  private add(root: string, path: string, name: ts.Node, whole: ts.Node, circumstances: number): void {
    this.uses.push({
      root,
      path: path.slice(0, 300),
      nameStart: startOf(name, this.file) - this.origin,
      nameEnd: name.end - this.origin,
      start: startOf(whole, this.file) - this.origin,
      end: whole.end - this.origin,
      circumstances,
    });
  }
}

interface Path {
  root: string;
  path: string;
  name: ts.Node;
  dynamic: boolean;
  // Expressions inside, such as a computed key.
  inner: ts.Node[];
}

function hasDefault(node: ts.FunctionDeclaration): boolean {
  return node.modifiers?.some((modifier) => modifier.kind === SyntaxKind.DefaultKeyword) ?? false;
}

function isEvaluatedOnce(node: ts.Node, loop: ts.IterationStatement): boolean {
  if (ts.isForStatement(loop)) return node === loop.initializer;
  return (ts.isForOfStatement(loop) || ts.isForInStatement(loop)) && node === loop.expression;
}

function isShortCircuit(operator: ts.SyntaxKind): boolean {
  return operator === SyntaxKind.AmpersandAmpersandToken || operator === SyntaxKind.BarBarToken ||
    operator === SyntaxKind.QuestionQuestionToken || operator === SyntaxKind.AmpersandAmpersandEqualsToken ||
    operator === SyntaxKind.BarBarEqualsToken || operator === SyntaxKind.QuestionQuestionEqualsToken;
}

// An identifier that is no expression: the name of a property, a declaration or a label.
function isNameOnly(node: ts.Node, parent: ts.Node): boolean {
  if (!ts.isIdentifier(node)) return false;
  if (ts.isPropertyAccessExpression(parent)) return node === parent.name;
  if (ts.isPropertyAssignment(parent)) return node === parent.name;
  if (ts.isBindingElement(parent)) return node === parent.name || node === parent.propertyName;
  return (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isFunctionLike(parent) || ts.isClassLike(parent) ||
    ts.isPropertyDeclaration(parent) || ts.isEnumMember(parent)) && node === (parent as ts.NamedDeclaration).name;
}
