// TypeScript's syntax tree. The bundle has TypeScript's parser without its language service, which is what usually gives nodes
// their methods; ts-blank-space calls a few of them.
import * as ts from "typescript";

const allocator = (ts as any).objectAllocator;
const methods = {
  getStart(this: ts.Node, file: ts.SourceFile) { return startOf(this, file); },
  getFullStart(this: ts.Node) { return this.pos; },
  getEnd(this: ts.Node) { return this.end; },
  getText(this: ts.Node, file: ts.SourceFile) { return textOf(this, file); },
  getFullText(this: ts.Node, file: ts.SourceFile) { return file.text.slice(this.pos, this.end); },
  forEachChild(this: ts.Node, visit: (node: ts.Node) => any, visitArray?: (nodes: any) => any) {
    return ts.forEachChild(this, visit, visitArray);
  },
};
export const nodePrototypes: readonly object[] = [
  allocator.getNodeConstructor().prototype,
  allocator.getTokenConstructor().prototype,
  allocator.getIdentifierConstructor().prototype,
];
for (const prototype of nodePrototypes) Object.assign(prototype, methods);

Object.defineProperty(allocator.getIdentifierConstructor().prototype, "text", {
  get(this: ts.Identifier) { return ts.idText(this); },
});

export function startOf(node: ts.Node, file: ts.SourceFile): number {
  return (ts as any).getTokenPosOfNode(node, file);
}

export function textOf(node: ts.Node, file: ts.SourceFile): string {
  return file.text.slice(startOf(node, file), node.end);
}

// Where the token after `position` begins.
export function skipTrivia(file: ts.SourceFile, position: number): number {
  return (ts as any).skipTrivia(file.text, position);
}

export function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return modifierOf(node, kind) !== undefined;
}

export function modifierOf(node: ts.Node, kind: ts.SyntaxKind): ts.Node | undefined {
  return (node as any).modifiers?.find((modifier: ts.Node) => modifier.kind === kind);
}

// `as`, `satisfies` and `!` leave nothing behind.
export function withoutAssertions(node: ts.Expression): ts.Expression {
  while (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isNonNullExpression(node)) node = node.expression;
  return node;
}

export function withoutParentheses(node: ts.Expression): ts.Expression {
  for (;;) {
    node = withoutAssertions(node);
    if (!ts.isParenthesizedExpression(node)) return node;
    node = node.expression;
  }
}

export function isFunctionExpression(node: ts.Expression): boolean {
  const inner = withoutParentheses(node);
  return ts.isArrowFunction(inner) || (ts.isFunctionExpression(inner) && !inner.asteriskToken);
}

// The names that a variable's pattern binds.
export function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)));
}

// A name that occurs nowhere in `text`, of the same length as `wish`.
export function freshName(text: string, wish: string): string {
  const alphabet = "tabcdefghijklmnopqrsuvwxyz";
  for (let i = 0; i < alphabet.length ** 2; ++i) {
    const suffix = alphabet[Math.floor(i / alphabet.length)] + alphabet[i % alphabet.length];
    const name = i === 0 ? wish : wish.slice(0, -2) + suffix;
    if (!text.includes(name)) return name;
  }
  return wish;
}

export function isAssertion(node: ts.Node): node is ts.AsExpression | ts.SatisfiesExpression {
  return ts.isAsExpression(node) || ts.isSatisfiesExpression(node);
}
