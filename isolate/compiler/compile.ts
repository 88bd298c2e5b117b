// A source as a client sent it to the body of an async function in strict mode, with a variable `input` in scope.
import * as ts from "typescript";
import { CompileError, refusal, syntaxError } from "./compile_error";
import { type Edited, Edits } from "./edits";
import { blank, takeOutOfFences } from "./fence";
import { Form, returnResult } from "./form";
import { startOf } from "./nodes";
import { firstError, Language, parse, parseWithJsx } from "./parse";
import { findRefusal } from "./refusals";
import { blankTypes, rewriteUnblanked } from "./rewrite";
import { findToolUses, type ToolUses } from "./tool_uses";

export interface Compiled extends Edited {
  form: Form;
  fenced: boolean;
  checked: Checked;
  toolUses: ToolUses;
}

// What a type checker is to look at: a module that has the program's lines and columns after a prefix.
export interface Checked {
  text: string;
  prefix: number;
}

type CompiledText = Omit<Compiled, "fenced">;

// A program as it is parsed. `text` is `origin` characters longer at its beginning than the source.
interface Program {
  text: string;
  file: ts.SourceFile;
  origin: number;
}

export function compile(source: string, language: Language): Compiled | CompileError {
  // Outside of strings, where it can't stand, a lone carriage return is a line break like any other.
  let text = source.includes("\r") ? source.replace(/\r(?!\n)/g, "\n") : source;
  const unfenced = takeOutOfFences(text, language);
  if (unfenced instanceof CompileError) return unfenced;
  text = withoutHashbang(unfenced ?? text);
  const program = parseProgram(withPlainLineBreaks(text, language), language);
  if (program instanceof CompileError) return program;
  const result = program.origin === 0 ? compileStatements(program, language) : compileExpression(program, language);
  if (!(result instanceof CompileError)) return { ...result, fenced: unfenced !== undefined };
  return new CompileError(result.message, Math.max(0, result.position - program.origin), result.unsupported);
}

function withoutHashbang(text: string): string {
  const hashbang = /^[\s\uFEFF]*#![^\r\n\u2028\u2029]*/.exec(text);
  return hashbang ? blank(hashbang[0]) + text.slice(hashbang[0].length) : text;
}

// U+2028 and U+2029 break lines for the parser and for V8, but ts-blank-space doesn't know them.
function withPlainLineBreaks(text: string, language: Language): string {
  if (!/[\u2028\u2029]/.test(text)) return text;
  let result = "";
  let position = 0;
  const file = parse(text, language);
  const keepLiterals = (node: ts.Node): void => {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    if (ts.isStringLiteral(node) || ts.isTemplateLiteralToken(node)) {
      result += text.slice(position, node.pos).replace(/[\u2028\u2029]/g, "\n");
      const start = startOf(node, file);
      result += text.slice(node.pos, start).replace(/[\u2028\u2029]/g, "\n") + text.slice(start, node.end);
      position = node.end;
    }
    ts.forEachChild(node, keepLiterals);
  };
  ts.forEachChild(file, keepLiterals);
  return result + text.slice(position).replace(/[\u2028\u2029]/g, "\n");
}

function parseProgram(text: string, language: Language): Program | CompileError {
  const file = parse(text, language);
  const error = firstError(file);
  if (!error && !looksLikeObject(file)) return { text, file, origin: 0 };
  const expression = parseAsExpression(text, language);
  if (expression) return expression;
  if (!error) return { text, file, origin: 0 };
  const jsx = findJsx(text);
  if (jsx) return jsx;
  return syntaxError(ts.flattenDiagnosticMessageText(error.messageText, "\n"), error.start);
}

// TypeScript reads `<b>` as a type assertion, and so finds a mistake somewhere behind it. What is right with JSX is refused as JSX.
function findJsx(text: string): CompileError | undefined {
  if (!text.includes("</") && !text.includes("/>")) return undefined;
  const file = parseWithJsx(text);
  return firstError(file) ? undefined : findRefusal(file, Language.JavaScript);
}

// `{a: 1}`, `{input}`, `{}`: as statements a block that does nothing.
function looksLikeObject(file: ts.SourceFile): boolean {
  const statements = file.statements.filter((statement) => !ts.isEmptyStatement(statement));
  const block = statements[0];
  return statements.length === 1 && ts.isBlock(block!) && block.statements.every((statement) =>
    (ts.isLabeledStatement(statement) && ts.isExpressionStatement(statement.statement)) ||
    (ts.isExpressionStatement(statement) && isListOfNames(statement.expression)));
}

function isListOfNames(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return true;
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.CommaToken &&
    isListOfNames(node.left) && isListOfNames(node.right);
}

// What is no statement may be an expression: an object literal, a function without a name.
function parseAsExpression(text: string, language: Language): Program | undefined {
  if (!/^[\s\uFEFF]*(?:\/[/*]|\{|function\b|async\b|class\b)/.test(text)) return undefined;
  const wrapped = "(" + text.replace(/;(\s*)$/, " $1") + "\n)";
  const file = parse(wrapped, language);
  const only = file.statements[0];
  if (firstError(file) || file.statements.length !== 1 || !ts.isExpressionStatement(only!) || only.end !== wrapped.length) return undefined;
  return ts.isParenthesizedExpression(only.expression) ? { text: wrapped, file, origin: 1 } : undefined;
}

function compileExpression(program: Program, language: Language): CompiledText | CompileError {
  const edits = new Edits(program.origin);
  const blanked = eraseTypes(program, language, edits);
  if (blanked instanceof CompileError) return blanked;
  const inner = ((program.file.statements[0] as ts.ExpressionStatement).expression as ts.ParenthesizedExpression).expression;
  const isFunction = ts.isFunctionExpression(inner) || ts.isArrowFunction(inner);
  edits.enclose(startOf(inner, program.file), inner.end, "return(", "");
  const { code, insertedBreaks } = edits.apply(blanked.slice(1, -2));
  return {
    code: `${code}\n)${isFunction ? "(input)" : ""}`,
    insertedBreaks,
    form: isFunction ? Form.Function : Form.LastExpression,
    checked: { text: `(\n${program.text.slice(program.origin)}`, prefix: 2 },
    toolUses: findToolUses(program.file, program.origin, undefined),
  };
}

function compileStatements(program: Program, language: Language): CompiledText | CompileError {
  const { file } = program;
  const edits = new Edits();
  const blanked = eraseTypes(program, language, edits);
  if (blanked instanceof CompileError) return blanked;
  const body = returnResult(file, blanked, edits);
  if (body instanceof CompileError) return body;
  const { code, insertedBreaks } = edits.apply(blanked);
  return {
    code: body.epilogue === "" ? code : `${code}\n${body.epilogue}`,
    insertedBreaks,
    form: body.form,
    checked: asModule(program.text, body.returns),
    toolUses: findToolUses(file, program.origin, body.entry),
  };
}

// A `return` stands in a function. Without one the program is checked as it is, since namespaces and exports don't stand in one.
function asModule(text: string, returns: boolean): Checked {
  if (!returns) return { text, prefix: 0 };
  const opening = "export default async () => {\n";
  return { text: `${opening}${text}\n};\n`, prefix: opening.length };
}

// The text of the program with its types blanked; what can't be blanked becomes edits.
function eraseTypes(program: Program, language: Language, edits: Edits): string | CompileError {
  const { file, text } = program;
  const refused = findRefusal(file, language);
  if (refused) return refused;
  const blanked = blankTypes(file);
  if (language === Language.JavaScript) {
    const typed = firstTypeScript(text, file, blanked.text, blanked.unblanked);
    return typed === undefined ? text : refusal("This is TypeScript, and the program was sent as JavaScript. " +
      "Send it with LANGUAGE_TYPESCRIPT, or remove the types.", typed);
  }
  return rewriteUnblanked(file, blanked, edits) ?? blanked.text;
}

// JavaScript has nothing to blank.
function firstTypeScript(text: string, file: ts.SourceFile, blanked: string, unblanked: Set<ts.Node>): number | undefined {
  const starts = [...unblanked].map((node) => startOf(node, file));
  if (blanked !== text) {
    let i = 0;
    while (text[i] === blanked[i]) ++i;
    starts.push(i);
  }
  return starts.length === 0 ? undefined : Math.min(...starts);
}
