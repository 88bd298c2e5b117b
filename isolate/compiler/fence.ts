// Programs inside Markdown fences, perhaps with prose around them.
import * as ts from "typescript";
import { type CompileError, refusal } from "./compile_error";
import { firstError, type Language, parse } from "./parse";

const fenceLine = /^[ \t]*(`{3,}|~{3,})[ \t]*([^`\r\n]*?)[ \t]*\r?$/gm;
const ourLanguages = new Set(
  ["ts", "typescript", "tsx", "mts", "cts", "js", "javascript", "jsx", "mjs", "cjs", "ecmascript", "es6"]);

interface Fence {
  language: string;
  opening: number;
  start: number;
  end: number;
}

// The text with everything but the program's fences blanked, so that positions stay; undefined if the text is no Markdown.
// Fences of TypeScript or JavaScript count, together, in their order; where there is none, fences without a language do.
export function takeOutOfFences(text: string, language: Language): string | CompileError | undefined {
  if (!text.includes("```") && !text.includes("~~~")) return undefined;
  const fences = findFences(text);
  const first = fences[0];
  if (!first || !isMarkdown(text, first, language)) return undefined;
  let ours = fences.filter((fence) => ourLanguages.has(fence.language));
  if (ours.length === 0) ours = fences.filter((fence) => fence.language === "");
  if (ours.length === 0) {
    const others = [...new Set(fences.map((fence) => fence.language))].join(", ");
    return refusal(`No Markdown fence of this text holds TypeScript or JavaScript (found: ${others.slice(0, 100)}). ` +
      "Put the program into a fence that starts with ```ts.", first.opening);
  }
  let result = "";
  let position = 0;
  for (const fence of ours) {
    result += blank(text.slice(position, fence.start)) + text.slice(fence.start, fence.end);
    position = fence.end;
  }
  return result + blank(text.slice(position));
}

function findFences(text: string): Fence[] {
  const fences: Fence[] = [];
  let open: Fence | undefined;
  let marker = "";
  for (const match of text.matchAll(fenceLine)) {
    const [line, fence, info] = [match[0], match[1]!, match[2]!];
    if (!open) {
      const language = /^[\w+#-]*/.exec(info)![0].toLowerCase();
      open = { language, opening: match.index, start: match.index + line.length, end: text.length };
      marker = fence;
      fences.push(open);
    } else if (info === "" && fence[0] === marker[0] && fence.length >= marker.length) {
      open.end = match.index;
      open = undefined;
    }
  }
  return fences;
}

// A program may have lines that look like fences: in a comment, or `~~~x`. At the start of a line outside of comments, ``` is an
// empty template followed at once by another, which calls what the first gave: no program that works is taken for Markdown.
function isMarkdown(text: string, first: Fence, language: Language): boolean {
  const before = text.slice(0, first.opening);
  const backticks = text.startsWith("`", skipSpace(text, first.opening));
  if (backticks && before.trim() === "") return true;
  if (before.lastIndexOf("/*") > before.lastIndexOf("*/")) return false;
  const file = parse(text, language);
  return firstError(file) !== undefined || (backticks && callsTemplate(file));
}

function callsTemplate(node: ts.Node): boolean {
  if (ts.isTaggedTemplateExpression(node) && (ts.isTemplateLiteral(node.tag) || ts.isTaggedTemplateExpression(node.tag))) return true;
  return ts.forEachChild(node, callsTemplate) ?? false;
}

function skipSpace(text: string, position: number): number {
  while (text[position] === " " || text[position] === "\t") ++position;
  return position;
}

export function blank(text: string): string {
  return text.replace(/[^\r\n\u2028\u2029]/g, " ");
}
