// Which names a program declares, and where they are seen: never in more places than when the program runs.
import * as ts from "typescript";
import { hasModifier } from "./nodes";
import { isTypeOnly } from "./refusals";

export class Scope {
  // Where each name is read first, for whoever asks when everything is declared.
  readonly reads = new Map<string, ts.Identifier>();
  private readonly names = new Set<string>();
  private readonly resolved = new Map<string, boolean>();

  // `ofVariables`: where `var` is hoisted to.
  constructor(private readonly outer: Scope | undefined, private readonly ofVariables: boolean) {}

  read(name: ts.Identifier): void {
    if (!this.reads.has(name.text)) this.reads.set(name.text, name);
  }

  declare(name: ts.Node | undefined): void {
    if (name && ts.isIdentifier(name)) this.names.add(name.text);
    else if (name && (ts.isObjectBindingPattern(name) || ts.isArrayBindingPattern(name))) {
      for (const element of name.elements) if (ts.isBindingElement(element)) this.declare(element.name);
    }
  }

  forVariables(): Scope {
    return this.ofVariables || !this.outer ? this : this.outer.forVariables();
  }

  // To be asked when everything is declared.
  has(name: string): boolean {
    let known = this.resolved.get(name);
    if (known === undefined) {
      known = this.names.has(name) || (this.outer?.has(name) ?? false);
      this.resolved.set(name, known);
    }
    return known;
  }
}

// What the declaration `node` adds to the scope around it.
export function declareIn(scope: Scope, node: ts.Node): void {
  if (ts.isVariableDeclarationList(node)) {
    const blockScoped = (node.flags & ts.NodeFlags.BlockScoped) !== 0;
    for (const declaration of node.declarations) (blockScoped ? scope : scope.forVariables()).declare(declaration.name);
  } else if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isImportEqualsDeclaration(node) ||
             ts.isEnumDeclaration(node) || ts.isModuleDeclaration(node)) {
    scope.declare(node.name);
  }
}

// The scope that `node`, under `parent`, opens for what is inside it; undefined: none.
export function scopeOf(node: ts.Node, parent: ts.Node, outer: Scope): Scope | undefined {
  if (ts.isFunctionLike(node)) {
    const scope = new Scope(outer, false);
    if (ts.isFunctionExpression(node)) scope.declare(node.name);
    for (const parameter of node.parameters) scope.declare(parameter.name);
    return scope;
  }
  if (ts.isBlock(node)) return new Scope(outer, ts.isFunctionLike(parent) || ts.isClassStaticBlockDeclaration(parent));
  if (ts.isModuleDeclaration(node)) return new Scope(outer, true);
  if (ts.isClassExpression(node)) return withNames(outer, node.name);
  if (ts.isCatchClause(node)) return withNames(outer, node.variableDeclaration?.name);
  // Initialisers find the members by their bare names.
  if (ts.isEnumDeclaration(node)) return withNames(outer, ...node.members.map((member) => member.name));
  return ts.isCaseBlock(node) || ts.isIterationStatement(node, false) ? new Scope(outer, false) : undefined;
}

function withNames(outer: Scope, ...names: (ts.Node | undefined)[]): Scope {
  const scope = new Scope(outer, false);
  for (const name of names) scope.declare(name);
  return scope;
}

// An identifier that reads nothing: the name of a property, a declaration or a label.
export function isNameOnly(node: ts.Identifier, parent: ts.Node): boolean {
  if (ts.isBindingElement(parent)) return node === parent.name || node === parent.propertyName;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return node === parent.label;
  if (ts.isQualifiedName(parent)) return node === parent.right;
  return (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) || ts.isMetaProperty(parent) ||
    ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isFunctionLike(parent) || ts.isClassLike(parent) ||
    ts.isPropertyDeclaration(parent) || ts.isEnumDeclaration(parent) || ts.isEnumMember(parent) || ts.isModuleDeclaration(parent) ||
    ts.isImportEqualsDeclaration(parent)) && node === (parent as ts.NamedDeclaration).name;
}

// What leaves nothing behind in the program that runs: as the compiler has it, or less. A `declare` in front of a function with a body
// is only a word.
export function isErased(node: ts.Node): boolean {
  if (ts.isExpressionWithTypeArguments(node)) return false;
  if (ts.isVariableStatement(node) || ts.isClassDeclaration(node) || ts.isEnumDeclaration(node) || ts.isPropertyDeclaration(node)) {
    return hasModifier(node, ts.SyntaxKind.DeclareKeyword);
  }
  if (ts.isModuleDeclaration(node)) return isErasedModule(node);
  return ts.isTypeNode(node) || ts.isTypeParameterDeclaration(node) || ts.isIndexSignatureDeclaration(node) ||
    ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ||
    (ts.isFunctionDeclaration(node) && !node.body) ||
    (ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ImplementsKeyword);
}

// `declare module "m"` and `declare global` are erased whatever is in them.
function isErasedModule(node: ts.ModuleDeclaration): boolean {
  return isTypeOnly(node) || !ts.isIdentifier(node.name) || (node.flags & ts.NodeFlags.GlobalAugmentation) !== 0;
}
