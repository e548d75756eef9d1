import { type Document, parseDocument } from 'yaml';
import { yamlFault } from './yamlFault.ts';

/** A fault at an offset into the text. */
export interface Fault {
  readonly offset: number;
  readonly message: string;
}

export interface ParsedYaml {
  readonly document: Document;
  readonly faults: readonly Fault[];
}

/** The contract's deepest path has eight levels. */
const MAX_DEPTH = 64;

/** Reads YAML 1.2. Never throws; where there are faults the document cannot be relied on. */
export function parseYaml(text: string): ParsedYaml {
  const options = { prettyErrors: false, uniqueKeys: false, logLevel: 'error' } as const;
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    const message = `This is nested more than ${MAX_DEPTH} levels deep.`;
    return { document: parseDocument('', options), faults: [{ offset: deep, message }] };
  }
  const document = parseDocument(text, options);
  const found = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  const faults = found
    // One slip makes the parser stumble over what follows: tokens that do not fit tell nothing more.
    .filter(({ code }, i) => i === 0 || code !== 'UNEXPECTED_TOKEN')
    .map((error) => ({ offset: error.pos[0], message: yamlFault(error, text) }))
    .filter(({ message }, i, all) => all[i - 1]?.message !== message);
  return { document, faults };
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
