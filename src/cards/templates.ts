import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';
import { checkTemplate, type ParsedTemplate } from './templateCheck.ts';
import { type FolderSources, findTemplates, type TemplateSource } from './templateFiles.ts';
import { TEMPLATE_NAMES, type TemplateName } from './templateName.ts';
import type { TemplateProblem } from './templateProblem.ts';
import {
  compilePartials,
  compileTemplate,
  type FolderTemplates,
  type Template,
  type TemplateSet,
} from './templateSet.ts';
import { markPartials, tryTemplate } from './tryTemplate.ts';

export type { TemplateProblem } from './templateProblem.ts';
export type { TemplateSet } from './templateSet.ts';

/** The folder of the templates that come with the package; the same from `src/` and from `dist/`. */
export const packagedTemplates: string = fileURLToPath(new URL('../../templates', import.meta.url));

/**
 * Reads, checks, compiles and tries all templates of the folders, the user's first and the package's last. Where
 * there is any problem there is no set: what was loaded before should stay in use. Never throws.
 */
export function loadTemplates(roots: readonly string[]): {
  readonly templates?: TemplateSet;
  readonly problems: readonly TemplateProblem[];
} {
  const { folders, problems: unread } = findTemplates(roots);
  const parser = new Parser();
  const loaded = [...folders].map(([name, sources]) => ({ name, ...loadFolder(sources, parser) }));
  const problems = unique([
    ...unread,
    ...parser.problems,
    ...loaded.flatMap((folder) => folder.problems),
    ...missing(folders.get(''), roots),
  ]);
  if (problems.length > 0) return { problems };
  return {
    templates: { folders: new Map(loaded.map(({ name, templates }) => [name, templates])) },
    problems,
  };
}

function loadFolder(
  { templates: sources, partials }: FolderSources,
  parser: Parser,
): { templates: FolderTemplates; problems: TemplateProblem[] } {
  const parsedPartials = new Map<string, ParsedTemplate>();
  for (const [name, source] of partials) {
    const parsed = parser.parse(source);
    if (parsed) parsedPartials.set(name, parsed);
  }
  const compiled = compilePartials(new Map([...partials].map(([name, one]) => [name, one.source])));
  const marked = markPartials(partials);
  const templates = new Map<TemplateName, Template>();
  const problems: TemplateProblem[] = [];
  for (const [name, source] of sources) {
    const parsed = parser.parse(source);
    // With a partial that could not be parsed, its callers would be blamed for what they do right.
    if (!parsed || parsedPartials.size < partials.size) continue;
    const template = compileTemplate(source.file, source.source, compiled);
    templates.set(name, template);
    const wrong = checkTemplate(parsed, parsedPartials);
    problems.push(...(wrong.length > 0 ? wrong : tryTemplate(name, source, { marked, template })));
  }
  return { templates, problems };
}

/** Parses each file once. */
class Parser {
  readonly problems: TemplateProblem[] = [];
  readonly #parsed = new Map<TemplateSource, ParsedTemplate | undefined>();

  parse(source: TemplateSource): ParsedTemplate | undefined {
    if (!this.#parsed.has(source)) this.#parsed.set(source, this.#read(source));
    return this.#parsed.get(source);
  }

  #read({ file, source }: TemplateSource): ParsedTemplate | undefined {
    const reserved = /[\ue000-\ue003]/.exec(source);
    if (reserved) {
      const before = source.slice(0, reserved.index).split('\n');
      const [line, column] = [before.length, (before.at(-1)?.length ?? 0) + 1];
      const message = 'the private-use characters U+E000 to U+E003 cannot be used in templates';
      this.problems.push({ file, line, column, message });
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

function missing(top: FolderSources | undefined, roots: readonly string[]): TemplateProblem[] {
  return TEMPLATE_NAMES.filter((name) => !top?.templates.has(name)).map((name) => ({
    file: `${roots.at(-1) ?? ''}/${name}.hbs`,
    line: 1,
    column: 1,
    message: `there is no template for ${name.toUpperCase()}`,
  }));
}

/** A partial is checked wherever it is called: what is wrong with it counts once. */
function unique(problems: readonly TemplateProblem[]): TemplateProblem[] {
  const byText = new Map(
    problems.map((one) => [`${one.file}:${one.line}:${one.column}:${one.message}`, one]),
  );
  return [...byText.values()].sort(
    (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
  );
}
