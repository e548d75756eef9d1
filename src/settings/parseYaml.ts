import { type Document, LineCounter, parseDocument } from 'yaml';
import { yamlFault } from './yamlFault.ts';

/** A fault at an offset into the text. */
export interface Fault {
  readonly offset: number;
  readonly message: string;
}

export interface ParsedYaml {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly faults: readonly Fault[];
}

/** The contract's deepest path has eight levels. */
const MAX_DEPTH = 64;

/** Reads YAML 1.2. Never throws; where there are faults the document cannot be relied on. */
export function parseYaml(text: string): ParsedYaml {
  const lines = new LineCounter();
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false, logLevel: 'error' } as const;
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    const document = parseDocument('', options);
    lines.lineStarts = lineStartsOf(text);
    return {
      document,
      lines,
      faults: [{ offset: deep, message: `This is nested more than ${MAX_DEPTH} levels deep.` }],
    };
  }
  const document = parseDocument(text, options);
  const faults = [...document.errors, ...document.warnings].map((error) => ({
    offset: error.pos[0],
    message: yamlFault(error, text),
  }));
  return { document, lines, faults: withoutEchoes(faults, lines) };
}

/** One slip makes the parser stumble several times: the first fault of each line tells enough. */
function withoutEchoes(faults: readonly Fault[], lines: LineCounter): Fault[] {
  const seen = new Set<number>();
  return [...faults]
    .sort((a, b) => a.offset - b.offset)
    .filter(({ offset }) => {
      const { line } = lines.linePos(offset);
      return !seen.has(line) && seen.add(line);
    });
}

/**
 * Where the nesting becomes absurd. The parser recurses, and at some tens of thousands of levels V8 does not throw:
 * it ends the process. Quotes and comments are not told apart; nobody writes that many brackets there either.
 */
function tooDeepAt(text: string): number | undefined {
  let open = 0;
  for (const { 0: token, index } of text.matchAll(/[[{]|[\]}]|(?:[-?:][ \t]+){64}|\n {512}(?=\S)/g)) {
    if (token === '[' || token === '{') open += 1;
    else if (token === ']' || token === '}') open = Math.max(0, open - 1);
    else return index;
    if (open > MAX_DEPTH) return index;
  }
  return undefined;
}

function lineStartsOf(text: string): number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}
