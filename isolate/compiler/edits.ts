// Changes to a text after which every token that was not replaced is still on its line and at its column.
//
// Where a replacement is longer than what it replaces and something follows it on the line, a line break is inserted and what
// follows is moved to its own column on the next line; these inserted breaks are reported, so that lines can be counted without
// them. Text is inserted only where a line break is harmless: after `(`, `{`, `;` or the end of an expression.
interface Edit {
  start: number;
  end: number;
  text: string;
  // Among edits that start at the same place.
  order: number;
}

export interface Edited {
  code: string;
  // Lines of `code`, from 1, that end in an inserted break.
  insertedBreaks: number[];
}

export class Edits {
  private readonly edits: Edit[] = [];

  // Positions are those of the text less `origin`.
  constructor(private readonly origin = 0) {}

  get empty(): boolean {
    return this.edits.length === 0;
  }

  // In front of the node that starts at `position`. Nodes are visited from the outside in.
  open(position: number, text: string): void {
    this.add(position, position, text, this.edits.length + 1);
  }

  // Behind the node that ends at `position`.
  close(position: number, text: string): void {
    this.add(position, position, text, -this.edits.length - 1);
  }

  // Outside of everything that was opened or closed at the same places.
  enclose(start: number, end: number, opening: string, closing: string): void {
    this.add(start, start, opening, 0);
    this.add(end, end, closing, -0.5);
  }

  // `text` has no line breaks; those of the replaced range are kept.
  replace(start: number, end: number, text: string): void {
    this.add(start, end, text, Number.MAX_SAFE_INTEGER);
  }

  private add(start: number, end: number, text: string, order: number): void {
    this.edits.push({ start: start - this.origin, end: end - this.origin, text, order });
  }

  apply(text: string): Edited {
    if (this.empty) return { code: text, insertedBreaks: [] };
    const output = new Output();
    const edits = this.edits.slice().sort((a, b) => a.start - b.start || a.order - b.order);
    let position = 0;
    let lineStart = 0;
    for (let i = 0; i < edits.length; ++i) {
      const edit = edits[i]!;
      output.write(text.slice(position, edit.start));
      output.write(edit.text);
      output.write(lineBreaksOf(text.slice(edit.start, edit.end)));
      for (; position < edit.end; ++position) if (isLineBreak(text, position)) lineStart = position + 1;
      const next = i + 1 < edits.length ? edits[i + 1]!.start : text.length;
      if (mustAlign(text, position, next)) output.alignTo(position - lineStart);
    }
    output.write(text.slice(position));
    return { code: output.code, insertedBreaks: output.insertedBreaks };
  }
}

// Beyond it, columns are no longer kept: only a hostile program has so many rewritten constructs on one long line.
const maxPadding = 1 << 20;

class Output {
  code = "";
  readonly insertedBreaks: number[] = [];
  private padding = 0;
  private line = 1;
  private lineStart = 0;

  write(text: string): void {
    for (let i = 0; i < text.length; ++i) {
      if (!isLineBreak(text, i)) continue;
      ++this.line;
      this.lineStart = this.code.length + i + 1;
    }
    this.code += text;
  }

  alignTo(column: number): void {
    // A line with very many edits would be padded again and again.
    if ((this.padding += column) > maxPadding) return;
    if (this.code.length - this.lineStart > column) {
      this.insertedBreaks.push(this.line);
      this.write("\n");
    }
    this.write(" ".repeat(column - (this.code.length - this.lineStart)));
  }
}

// Whether something follows before the next edit whose position can matter.
function mustAlign(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; ++i) {
    const c = text[i]!;
    if (isLineBreak(text, i)) return false;
    if (c === " " || c === "\t" || c === ";" || c === "\r") continue;
    if (c === "/" && text[i + 1] === "/") return false;
    // A line break in front of `++` or `--` would end the statement.
    return !((c === "+" || c === "-") && text[i + 1] === c);
  }
  return false;
}

// V8's idea of a line.
function isLineBreak(text: string, i: number): boolean {
  const c = text.charCodeAt(i);
  return c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10) || c === 0x2028 || c === 0x2029;
}

function lineBreaksOf(text: string): string {
  let breaks = "";
  for (let i = 0; i < text.length; ++i) if (isLineBreak(text, i)) breaks += "\n";
  return breaks;
}

function columnOf(text: string, position: number): number {
  let start = position;
  while (start > 0 && !isLineBreak(text, start - 1)) --start;
  return position - start;
}

// 1-based, in UTF-16 code units.
export function locate(text: string, position: number): { line: number; column: number } {
  const end = Math.max(0, Math.min(position, text.length));
  let line = 1;
  for (let i = 0; i < end; ++i) if (isLineBreak(text, i)) ++line;
  return { line, column: columnOf(text, end) + 1 };
}
