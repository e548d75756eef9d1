import Handlebars from 'handlebars';
import {
  cannotParse,
  handlebarsSays,
  NESTS_TOO_DEEP,
  RESERVED,
  THREE_BRACES,
} from '../../words/templateText.ts';
import { runawayIn } from '../check/mustaches.ts';
import type { ParsedTemplate } from '../check/templateCheck.ts';
import type { TemplateProblem } from '../check/templateProblem.ts';
import type { TemplateSource } from './templateFiles.ts';

/** Parses each file once. */
export class TemplateParser {
  readonly problems: TemplateProblem[] = [];
  readonly #parsed = new Map<TemplateSource, ParsedTemplate | undefined>();

  /** undefined: it has an error, which is in `problems`. */
  parse(source: TemplateSource): ParsedTemplate | undefined {
    if (!this.#parsed.has(source)) this.#parsed.set(source, this.#read(source));
    return this.#parsed.get(source);
  }

  #read({ file, source }: TemplateSource): ParsedTemplate | undefined {
    const reserved = /[\ue000-\ue003]/.exec(source);
    const odd = reserved ? { at: reserved.index, message: RESERVED } : runawayIn(source);
    if (odd) {
      const before = source.slice(0, odd.at).split('\n');
      const [line, column] = [before.length, (before.at(-1)?.length ?? 0) + 1];
      this.problems.push({ file, line, column, message: odd.message });
      return undefined;
    }
    try {
      return { file, source, program: Handlebars.parse(source) };
    } catch (thrown) {
      this.problems.push(parseProblem(file, thrown));
      return undefined;
    }
  }
}

/** Handlebars reports the place in one of two ways: `Parse error on line 3:` and a drawing, or ` - 3:5` at the end. */
function parseProblem(file: string, thrown: unknown): TemplateProblem {
  if (thrown instanceof RangeError) return { file, line: 1, column: 1, message: NESTS_TOO_DEEP };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const drawn = /^(?:Parse|Lexical) error on line (\d+)[^\n]*\n([^\n]*)\n[^\n]*\n?([\s\S]*)$/.exec(message);
  if (drawn) {
    const [, line, near = '', expected = ''] = drawn;
    if (expected.includes("got 'CLOSE_UNESCAPED'")) {
      return { file, line: Number(line), column: 1, message: THREE_BRACES };
    }
    return { file, line: Number(line), column: 1, message: cannotParse(near.trim(), expected.trim()) };
  }
  const placed = /^([\s\S]*?) - (\d+):(\d+)$/.exec(message);
  if (!placed) return { file, line: 1, column: 1, message: handlebarsSays(message) };
  const said = handlebarsSays(placed[1] ?? message);
  return { file, line: Number(placed[2]), column: Number(placed[3]) + 1, message: said };
}
