import Handlebars from 'handlebars';
import { runawayIn } from '../check/mustaches.ts';
import { type ParsedTemplate, TOO_DEEP } from '../check/templateCheck.ts';
import type { TemplateProblem } from '../check/templateProblem.ts';
import type { TemplateSource } from './templateFiles.ts';

/** Parses each file once. */
export class TemplateParser {
  readonly problems: TemplateProblem[] = [];
  readonly #parsed = new Map<TemplateSource, ParsedTemplate | undefined>();

  /** undefined: it has a fault, which stands in `problems`. */
  parse(source: TemplateSource): ParsedTemplate | undefined {
    if (!this.#parsed.has(source)) this.#parsed.set(source, this.#read(source));
    return this.#parsed.get(source);
  }

  #read({ file, source }: TemplateSource): ParsedTemplate | undefined {
    const reserved = /[\ue000-\ue003]/.exec(source);
    const odd = reserved
      ? {
          at: reserved.index,
          message: 'the private-use characters U+E000 to U+E003 cannot be used in templates',
        }
      : runawayIn(source);
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

/** Handlebars says where in one of two ways: `Parse error on line 3:` and a drawing, or ` - 3:5` at the end. */
function parseProblem(file: string, thrown: unknown): TemplateProblem {
  if (thrown instanceof RangeError) return { file, line: 1, column: 1, message: TOO_DEEP };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const drawn = /^(?:Parse|Lexical) error on line (\d+)[^\n]*\n([^\n]*)\n[^\n]*\n?([\s\S]*)$/.exec(message);
  if (drawn) {
    const [, line, near = '', expected = ''] = drawn;
    if (expected.includes("got 'CLOSE_UNESCAPED'")) {
      const hint = 'Handlebars takes "}}}" for something else: put a space between "}}" and "}"';
      return { file, line: Number(line), column: 1, message: hint };
    }
    const wanted = expected.trim() === '' ? '' : ` (${expected.trim()})`;
    return {
      file,
      line: Number(line),
      column: 1,
      message: `Handlebars cannot read "${near.trim()}"${wanted}`,
    };
  }
  const placed = /^([\s\S]*?) - (\d+):(\d+)$/.exec(message);
  if (!placed) return { file, line: 1, column: 1, message };
  return { file, line: Number(placed[2]), column: Number(placed[3]) + 1, message: placed[1] ?? message };
}
