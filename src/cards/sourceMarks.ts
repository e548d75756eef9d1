import type { TemplateSource } from './templateFiles.ts';

const OPEN = '\ue002';
const CLOSE = '\ue003';
const MARK = /\ue002(\d+):(\d+):(\d+)\ue003/g;
const MUSTACHE = /\{\{(?:!--[\s\S]*?--|[\s\S]*?)\}{2,4}/g;

/** A place in a template, from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Marks a template's source so that its output tells where each piece of it came from: a mark at the start of every
 * line and behind every `{{…}}`. Marked templates are only rendered while templates are checked.
 */
export function markSource(source: string, fileNumber: number): string {
  let marked = '';
  let at = 0;
  for (const mustache of source.matchAll(MUSTACHE)) {
    marked += markLines(source, at, mustache.index, fileNumber) + mustache[0];
    at = mustache.index + mustache[0].length;
  }
  return marked + markLines(source, at, source.length, fileNumber);
}

/**
 * The text from `start` to `end`, a mark before it and behind each of its line breaks; but none in the spaces that
 * a `~` beside them takes away.
 */
function markLines(source: string, start: number, end: number, fileNumber: number): string {
  const text = source.slice(start, end);
  const isCutBefore = /~\}{2,4}$/.test(source.slice(Math.max(0, start - 5), start));
  const isCutBehind = /^\{{2,4}~/.test(source.slice(end, end + 5));
  const head = isCutBefore ? (/^\s*/.exec(text)?.[0] ?? '') : '';
  const tail = isCutBehind ? (/\s*$/.exec(text.slice(head.length))?.[0] ?? '') : '';
  const from = start + head.length;
  const before = source.slice(0, from);
  let line = before.split('\n').length;
  const first = `${OPEN}${fileNumber}:${line}:${from - before.lastIndexOf('\n')}${CLOSE}`;
  const body = text.slice(head.length, text.length - tail.length).replace(/\n/g, () => {
    line += 1;
    return `\n${OPEN}${fileNumber}:${line}:1${CLOSE}`;
  });
  return head + first + body + tail;
}

/** A marked output without its marks, and how to find the source of a place in it. */
export interface Unmarked {
  readonly text: string;
  readonly sourceOf: (offset: number) => SourcePlace | undefined;
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
