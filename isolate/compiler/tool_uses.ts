// Where a program names tools, and in what circumstances: what it may do, told without running it.
//
// A host approves a program by this, so it never says less than can happen. Tools are reached through the global object alone: by name,
// or through the object itself. The first is a use with its path; whatever is done with the object, or with a container of tools, that
// isn't known is a use that is dynamic. So is a global name that is not known: what the program puts on Object.prototype answers for
// those, and a getter is called with the global object.
import * as ts from "typescript";
import { knownGlobals } from "./known_globals";
import { startOf } from "./nodes";
import { declareIn, isErased, isNameOnly, Scope, scopeOf } from "./program_scope";

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
  return new Finder(file, origin, entry).find();
}

// Methods that call a function for each element.
const iterating = new Set(["map", "forEach", "filter", "flatMap", "reduce", "reduceRight", "some", "every", "find", "findIndex",
  "findLast", "findLastIndex", "sort", "toSorted", "from", "fromAsync", "replace", "replaceAll", "groupBy", "setInterval"]);

const theGlobal = "globalThis";
// The longest path of a tool is shorter.
const longestPath = 300;

function isRoot(name: string): boolean {
  return isContainer(name) || name === theGlobal || isFunctionName(name);
}

function isContainer(name: string): boolean {
  return name === "tools" || name === "codemode";
}

function isFunctionName(name: string): boolean {
  return name.startsWith("external_");
}

class Finder {
  // Each with the name that it begins with, which may turn out to be declared.
  private readonly uses: (ToolUse & { root: string; scope: Scope })[] = [];
  private scope = new Scope(undefined, true);
  private readonly scopes = [this.scope];

  constructor(private readonly file: ts.SourceFile, private readonly origin: number, private readonly entry: string | undefined) {}

  find(): ToolUses {
    this.visitChildren(this.file, 0);
    const unknown = this.unknownName();
    if (unknown) this.add({ root: unknown.text, path: theGlobal, name: unknown }, unknown, Circumstance.Dynamic);
    const uses = this.uses.filter((use) => !use.scope.has(use.root));
    // It is the first, so that it isn't one of those that are too many.
    if (unknown) uses.unshift(uses.pop()!);
    return { uses: uses.slice(0, most), more: uses.length > most };
  }

  // A global one that nobody declares.
  private unknownName(): ts.Identifier | undefined {
    for (const scope of this.scopes) {
      for (const [name, node] of scope.reads) if (!scope.has(name)) return node;
    }
    return undefined;
  }

  private visitChildren(node: ts.Node, circumstances: number): void {
    ts.forEachChild(node, (child) => this.visit(child, node, circumstances));
  }

  private visit(node: ts.Node, parent: ts.Node, circumstances: number): void {
    if (isErased(node)) return;
    if (ts.isIdentifier(node) && isNameOnly(node, parent)) return;
    declareIn(this.scope, node);
    const outer = this.scope;
    const name = ts.isFunctionLike(node) ? node.name : undefined;
    // A computed name doesn't see the parameters.
    if (name) this.visit(name, node, circumstances);
    const inner = scopeOf(node, parent, outer);
    if (inner) this.scopes.push(inner);
    this.scope = inner ?? outer;
    this.visitInScope(node, parent, circumstances | this.circumstancesOf(node, parent), name);
    this.scope = outer;
  }

  private visitInScope(node: ts.Node, parent: ts.Node, circumstances: number, visited: ts.Node | undefined): void {
    if (ts.isVariableDeclaration(node) && node.initializer && this.takesApart(node, circumstances)) return;
    const rest = this.use(node, circumstances);
    if (rest) {
      rest.forEach((inner) => this.visit(inner, node, circumstances));
    } else if (ts.isIdentifier(node)) {
      if (!knownGlobals.has(node.text) && node.text !== "arguments") this.scope.read(node);
    } else {
      ts.forEachChild(node, (child) => {
        if (child !== visited) this.visit(child, node, circumstances);
      });
    }
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

  // `const { a, b: { c } } = tools`
  private takesApart(node: ts.VariableDeclaration, circumstances: number): boolean {
    const holder = ts.isObjectBindingPattern(node.name) ? this.pathOf(node.initializer!) : undefined;
    if (!holder || holder.dynamic || holder.known || isFunctionName(holder.path)) return false;
    this.takeMembers(node.name as ts.ObjectBindingPattern, holder, circumstances);
    return true;
  }

  private takeMembers(pattern: ts.ObjectBindingPattern, holder: Path, circumstances: number): void {
    for (const element of pattern.elements) {
      const key = element.propertyName ?? element.name;
      const name = element.dotDotDotToken ? undefined : propertyName(key);
      const member = this.memberOf(holder, name, key);
      const deeper = ts.isObjectBindingPattern(element.name) && !member.dynamic && !member.known && !isFunctionName(member.path);
      if (deeper) {
        this.takeMembers(element.name as ts.ObjectBindingPattern, member, circumstances);
      } else {
        this.addValue(member, key, circumstances);
        if (!ts.isIdentifier(element.name)) this.visit(element.name, element, circumstances);
      }
      if (ts.isComputedPropertyName(key)) this.visit(key, element, circumstances);
      if (element.initializer) this.visit(element.initializer, element, circumstances | Circumstance.Conditional);
    }
  }

  // What is left to be visited if `node` is a use.
  private use(node: ts.Node, circumstances: number): ts.Node[] | undefined {
    if (ts.isCallExpression(node)) return this.useCalled(node, circumstances);
    // A property of the global object that is taken away is another one then; a function of it may return its `this`.
    const target = ts.isDeleteExpression(node) ? node.expression : ts.isTaggedTemplateExpression(node) ? node.tag : undefined;
    const handed = target && this.pathOf(target);
    if (handed?.known) this.add(handed, node, circumstances | Circumstance.Dynamic);
    const found = ts.isExpression(node) ? this.pathOf(node) : undefined;
    if (found) this.addValue(found, node, circumstances);
    return found?.inner;
  }

  private useCalled(node: ts.CallExpression, circumstances: number): ts.Node[] | undefined {
    const found = this.pathOf(node.expression);
    if (!found) return undefined;
    const called = Circumstance.Called | (node.questionDotToken ? Circumstance.Conditional : 0);
    const dynamic = found.dynamic || found.path === theGlobal || isContainer(found.path) ? Circumstance.Dynamic : 0;
    this.add(found, node, circumstances | called | dynamic);
    return [...found.inner, ...node.arguments];
  }

  private addValue(found: Path, whole: ts.Node, circumstances: number): void {
    if (found.known) return;
    const escapes = found.dynamic || found.path === theGlobal || isContainer(found.path);
    this.add(found, whole, circumstances | (escapes ? Circumstance.Dynamic : 0));
  }

  private pathOf(node: ts.Node): Path | undefined {
    if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node) ||
        ts.isTypeAssertionExpression(node) || ts.isExpressionWithTypeArguments(node)) {
      return this.pathOf(node.expression);
    }
    if (ts.isIdentifier(node)) {
      return isRoot(node.text) ? { root: node.text, path: node.text, name: node, dynamic: false, known: false, inner: [] } : undefined;
    }
    if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return undefined;
    const holder = this.pathOf(node.expression);
    if (!holder || holder.known || isFunctionName(holder.path)) return undefined;
    const member = ts.isPropertyAccessExpression(node) ? node.name : node.argumentExpression;
    const key = ts.isElementAccessExpression(node) && ts.isIdentifier(member) ? undefined : propertyName(member);
    return this.memberOf(holder, key, member);
  }

  // `key`: undefined where it isn't known.
  private memberOf(holder: Path, key: string | undefined, name: ts.Node): Path {
    if (key === undefined) return { ...holder, name, dynamic: true, inner: [...holder.inner, name] };
    if (holder.dynamic) return { ...holder, name };
    if (holder.path !== theGlobal) return { ...holder, path: `${holder.path}.${key}`, name };
    if (isRoot(key)) return { ...holder, path: key, name };
    return { ...holder, name, known: knownGlobals.has(key), dynamic: !knownGlobals.has(key) };
  }

  private add({ root, path, name }: Pick<Path, "root" | "path" | "name">, whole: ts.Node, circumstances: number): void {
    this.uses.push({
      root,
      scope: this.scope,
      path: path.slice(0, longestPath),
      nameStart: startOf(name, this.file) - this.origin,
      nameEnd: name.end - this.origin,
      start: startOf(whole, this.file) - this.origin,
      end: whole.end - this.origin,
      circumstances: circumstances | (path.length > longestPath ? Circumstance.Dynamic : 0),
    });
  }
}

interface Path {
  // The name that it begins with.
  root: string;
  path: string;
  name: ts.Node;
  // Which tool it is isn't known: what `path` holds.
  dynamic: boolean;
  // A property of the global object that has nothing to do with tools.
  known: boolean;
  // Expressions inside, such as a computed key.
  inner: ts.Node[];
}

// What a name in a pattern or behind a dot, or a key in brackets, says by itself.
function propertyName(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) return node.text;
  return ts.isComputedPropertyName(node) && ts.isStringLiteralLike(node.expression) ? node.expression.text : undefined;
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
