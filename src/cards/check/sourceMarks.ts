import type { TemplateSource } from '../templates/templateFiles.ts';
import { mustachesIn, type TextRange } from './mustaches.ts';

const OPEN = '\ue002';
const CLOSE = '\ue003';
const MARK = /\ue002(\d+):(\d+):(\d+)\ue003/g;
/** A position in a template; line and column from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Marks a template's source so that its output shows where each piece came from: a mark at the start of every
 * line and after every `{{…}}`. Marked templates are only rendered when templates are checked.
 */
export function markSource(source: string, fileNumber: number): string {
  const lines = new LineCounter(source);
  let marked = '';
  let at = 0;
  for (const { start, end } of mustachesIn(source)) {
    marked += markLines(source, { start: at, end: start }, lines, fileNumber) + source.slice(start, end);
    at = end;
  }
  return marked + markLines(source, { start: at, end: source.length }, lines, fileNumber);
}

/** Counts lines while reading a source. */
class LineCounter {
  readonly #source: string;
  #at = 0;
  #line = 1;
  #lineStart = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** The line and column of a position, both from 1. Positions must be asked for in ascending order. */
  placeOf(offset: number): { readonly line: number; readonly column: number } {
    for (let end = this.#next(offset); end >= 0; end = this.#next(offset)) {
      this.#line += 1;
      this.#lineStart = end + 1;
      this.#at = end + 1;
    }
    return { line: this.#line, column: offset - this.#lineStart + 1 };
  }

  #next(offset: number): number {
    const end = this.#source.indexOf('\n', this.#at);
    return end >= 0 && end < offset ? end : -1;
  }
}

/**
 * The text of a range, with a mark before it and after each of its line breaks; but none in the spaces that a
 * neighbouring `~` removes.
 */
function markLines(
  source: string,
  { start, end }: TextRange,
  lines: LineCounter,
  fileNumber: number,
): string {
  const text = source.slice(start, end);
  const isCutBefore = /~\}{2,4}$/.test(source.slice(Math.max(0, start - 5), start));
  const isCutBehind = /^\{{2,4}~/.test(source.slice(end, end + 5));
  const head = isCutBefore ? (/^\s*/.exec(text)?.[0] ?? '') : '';
  const rest = text.slice(head.length);
  const body = isCutBehind ? rest.trimEnd() : rest;
  const { line, column } = lines.placeOf(start + head.length);
  let at = line;
  const marked = body.replace(/\n/g, () => {
    at += 1;
    return `\n${OPEN}${fileNumber}:${at}:1${CLOSE}`;
  });
  return `${head}${OPEN}${fileNumber}:${line}:${column}${CLOSE}${marked}${rest.slice(body.length)}`;
}

/** A marked output without its marks, and how to find the source of a position in it. */
export interface Unmarked {
  readonly text: string;
  readonly sourceOf: (offset: number) => SourcePosition | undefined;
}

export function unmark(marked: string, files: readonly TemplateSource[]): Unmarked {
  const marks: { offset: number; file: number; line: number; column: number }[] = [];
  let text = '';
  let at = 0;
  for (const mark of marked.matchAll(MARK)) {
    text += marked.slice(at, mark.index);
    at = mark.index + mark[0].length;
    marks.push({
      offset: text.length,
      file: Number(mark[1]),
      line: Number(mark[2]),
      column: Number(mark[3]),
    });
  }
  text += marked.slice(at);
  return {
    text,
    sourceOf: (offset) => {
      const mark = marks.findLast((one) => one.offset <= offset);
      const file = mark && files[mark.file]?.file;
      return mark && file !== undefined
        ? { file, line: mark.line, column: mark.column + offset - mark.offset }
        : undefined;
    },
  };
}
