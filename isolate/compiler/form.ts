// Which of the program's values is the result, and the edits that return it.
//
// In this order: `export default`; a last expression that is a function, or declarations alone with a function among them (it is
// called with `input`); a last expression without a `return` at the top level; otherwise the statements as they stand.
import * as ts from "typescript";
import { CompileError, syntaxError } from "./compile_error";
import type { Edits } from "./edits";
import { freshName, hasModifier, isFunctionExpression, modifierOf, startOf, withoutParentheses } from "./nodes";

const SyntaxKind = ts.SyntaxKind;

// isobridge.v1.ProgramForm
export const enum Form {
  Statements = 1,
  LastExpression = 2,
  Function = 3,
  ExportDefault = 4,
}

export interface Body {
  form: Form;
  // What follows the program on a line of its own.
  epilogue: string;
  // A `return` stands at the top level.
  returns: boolean;
  // The function that is called as the program, where it has a name.
  entry?: string | undefined;
}

// `blanked` is the program without types. Positions of the edits are those of `file`.
export function returnResult(file: ts.SourceFile, blanked: string, edits: Edits): Body | CompileError {
  const statements = file.statements.filter((statement) => leavesSomething(statement, file, blanked));
  const returns = returnsAtTopLevel(file);
  const exported = exportDefault(file, statements, edits);
  if (exported) return exported instanceof CompileError ? exported : { ...exported, returns };

  const last = statements.findLast((statement) => !ts.isFunctionDeclaration(statement));
  if (last && ts.isExpressionStatement(last) && !returns) {
    const isFunction = isFunctionExpression(last.expression);
    returnExpression(last.expression, file, blanked, edits, isFunction);
    return { form: isFunction ? Form.Function : Form.LastExpression, epilogue: "", returns };
  }
  const entry = entryFunction(statements);
  if (entry) return { form: Form.Function, epilogue: `return ${entry}(input)`, returns, entry };
  return { form: Form.Statements, epilogue: "", returns };
}

function leavesSomething(statement: ts.Statement, file: ts.SourceFile, blanked: string): boolean {
  if (ts.isEmptyStatement(statement)) return false;
  for (let i = startOf(statement, file); i < statement.end; ++i) {
    const c = blanked.charCodeAt(i);
    if (c > 32 && c !== 59 /* ; */) return true;
  }
  return false;
}

function returnExpression(expression: ts.Expression, file: ts.SourceFile, blanked: string, edits: Edits, call: boolean): void {
  const closing = call ? ")(input)" : ")";
  // Where a type ended the statement, its place may hold a `;` now.
  let end = expression.end;
  while (end > expression.pos && blanked.charCodeAt(end - 1) <= 32) --end;
  const start = startOf(expression, file);
  if (blanked[end - 1] !== ";" || file.text[end - 1] === ";") {
    edits.enclose(start, expression.end, "return(", closing);
  } else {
    edits.enclose(start, end - 1, "return(", closing);
    edits.replace(end - 1, end, "");
  }
}

function exportDefault(file: ts.SourceFile, statements: ts.Statement[], edits: Edits): Omit<Body, "returns"> | CompileError | undefined {
  if (!file.text.includes("export")) return undefined;
  const exported = statements.filter((statement) =>
    ts.isExportAssignment(statement) || hasModifier(statement, SyntaxKind.DefaultKeyword));
  const statement = exported[0];
  if (!statement) return undefined;
  if (exported.length > 1) return syntaxError("A program has one `export default`.", startOf(exported[1]!, file));

  const start = startOf(statement, file);
  const result = freshName(file.text, "$result");
  if (ts.isExportAssignment(statement)) {
    // Fits where `export default` stood.
    edits.replace(start, defaultKeywordEnd(statement, file), `const ${result}=`);
    const callable = withoutParentheses(statement.expression);
    const epilogue = isFunctionExpression(callable)
      ? `return ${result}(input)`
      : `return typeof ${result}==="function"?${result}(input):${result}`;
    return { form: Form.ExportDefault, epilogue };
  }
  const declaration = statement as ts.FunctionDeclaration;
  const end = modifierOf(declaration, SyntaxKind.DefaultKeyword)!.end;
  if (declaration.name) {
    edits.replace(start, end, "");
    return { form: Form.ExportDefault, epilogue: `return ${declaration.name.text}(input)` };
  }
  edits.replace(start, end, `const ${result}=`);
  edits.close(declaration.end, ";");
  return { form: Form.ExportDefault, epilogue: `return ${result}(input)` };
}

function defaultKeywordEnd(statement: ts.ExportAssignment, file: ts.SourceFile): number {
  const text = file.text;
  const afterExport = startOf(statement, file) + "export".length;
  return (ts as any).skipTrivia(text, afterExport) + "default".length;
}

// Of a program that only declares: `main`, or the last function.
function entryFunction(statements: ts.Statement[]): string | undefined {
  const names: string[] = [];
  for (const statement of statements) {
    if (ts.isFunctionDeclaration(statement)) {
      if (!statement.asteriskToken) names.push(statement.name!.text);
    } else if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) {
        if (declaration.initializer && !isInert(declaration.initializer)) return undefined;
        if (declaration.initializer && isFunctionExpression(declaration.initializer) && ts.isIdentifier(declaration.name)) {
          names.push(declaration.name.text);
        }
      }
    } else if (!ts.isEnumDeclaration(statement) && !ts.isClassDeclaration(statement) && !isDirective(statement)) {
      return undefined;
    }
  }
  return names.includes("main") ? "main" : names.at(-1);
}

function isDirective(statement: ts.Statement): boolean {
  return ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);
}

// Evaluating it does nothing that anyone could notice.
function isInert(node: ts.Expression): boolean {
  const inner = withoutParentheses(node);
  if (ts.isLiteralExpression(inner) || ts.isIdentifier(inner) || ts.isArrowFunction(inner) || ts.isFunctionExpression(inner)) return true;
  switch (inner.kind) {
    case SyntaxKind.TrueKeyword:
    case SyntaxKind.FalseKeyword:
    case SyntaxKind.NullKeyword:
      return true;
    case SyntaxKind.PrefixUnaryExpression: {
      const { operator, operand } = inner as ts.PrefixUnaryExpression;
      return operator !== SyntaxKind.PlusPlusToken && operator !== SyntaxKind.MinusMinusToken && isInert(operand);
    }
    case SyntaxKind.BinaryExpression: {
      const { left, operatorToken, right } = inner as ts.BinaryExpression;
      return !ts.isAssignmentOperator(operatorToken.kind) && isInert(left) && isInert(right);
    }
    case SyntaxKind.ArrayLiteralExpression:
      return (inner as ts.ArrayLiteralExpression).elements.every(isInert);
    case SyntaxKind.ObjectLiteralExpression:
      return (inner as ts.ObjectLiteralExpression).properties.every((property) =>
        ts.isPropertyAssignment(property) ? isInert(property.initializer) : !ts.isSpreadAssignment(property));
    default:
      return false;
  }
}

function returnsAtTopLevel(file: ts.SourceFile): boolean {
  if (!file.text.includes("return")) return false;
  const visit = (node: ts.Node): boolean => {
    if (ts.isReturnStatement(node)) return true;
    if (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isTypeNode(node) || ts.isModuleDeclaration(node)) return false;
    return ts.forEachChild(node, visit) ?? false;
  };
  return file.statements.some(visit);
}
