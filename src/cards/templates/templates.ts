import { fileURLToPath } from 'node:url';
import { noTemplateFor } from '../../words/templateText.ts';
import type { ApprovalInput } from '../check/approvalInputs.ts';
import { partialsOf } from '../check/partialCalls.ts';
import { checkTemplate, type ParsedTemplate } from '../check/templateCheck.ts';
import type { TemplateProblem } from '../check/templateProblem.ts';
import { type MarkedPartials, markPartials, tryTemplate } from '../check/tryTemplate.ts';
import { type FolderSources, findTemplates, type TemplateSource } from './templateFiles.ts';
import { TEMPLATE_NAMES, type TemplateName } from './templateName.ts';
import { TemplateParser } from './templateParser.ts';
import {
  compilePartial,
  compileTemplate,
  type FolderTemplates,
  type Partials,
  type Template,
  type TemplateSet,
} from './templateSet.ts';

export type { TemplateProblem } from '../check/templateProblem.ts';
export type { TemplateSet } from './templateSet.ts';

/** The folder of the templates that come with the package; the same from `src/` and from `dist/`. */
export const packagedTemplates: string = fileURLToPath(new URL('../../../templates', import.meta.url));

/**
 * Reads, checks, compiles and tests all templates of the folders, the user's first and the package's last. If
 * there is any problem, it returns no set: what was loaded before should stay in use. Never throws, and takes a bounded
 * time whatever the folders contain.
 *
 * @param approvals whole approvals to test the user's templates with, in addition; that takes some seconds
 */
export function loadTemplates(
  roots: readonly string[],
  approvals: ReadonlyMap<TemplateName, readonly ApprovalInput[]> = new Map(),
): {
  readonly templates?: TemplateSet;
  readonly problems: readonly TemplateProblem[];
} {
  const { folders, problems: unread } = findTemplates(roots);
  const loader = new Loader(approvals);
  const loaded = [...folders].map(([name, sources]) => ({ name, ...loader.folder(sources) }));
  const problems = unique([
    ...unread,
    ...loader.parser.problems,
    ...loaded.flatMap((folder) => folder.problems),
    ...missing(folders.get(''), roots),
  ]);
  if (problems.length > 0) return { problems };
  return {
    templates: { folders: new Map(loaded.map(({ name, templates }) => [name, templates])) },
    problems,
  };
}

/** The partials that one folder's templates may call, ready for use. */
interface Kit {
  readonly sources: ReadonlyMap<string, TemplateSource>;
  readonly parsed: ReadonlyMap<string, ParsedTemplate>;
  readonly compiled: Partials;
  readonly marked: MarkedPartials;
}

interface Tried {
  readonly template: Template;
  readonly problems: readonly TemplateProblem[];
}

/** A folder mostly inherits its templates: what is the same in several folders is compiled and tested once. */
class Loader {
  readonly parser = new TemplateParser();
  readonly #ids = new Map<TemplateSource, number>();
  readonly #kits = new Map<string, Kit | undefined>();
  readonly #tried = new Map<string, Tried>();
  readonly #approvals: ReadonlyMap<TemplateName, readonly ApprovalInput[]>;

  constructor(approvals: ReadonlyMap<TemplateName, readonly ApprovalInput[]>) {
    this.#approvals = approvals;
  }

  folder({ templates: sources, partials }: FolderSources): {
    templates: FolderTemplates;
    problems: TemplateProblem[];
  } {
    const templates = new Map<TemplateName, Template>();
    const problems: TemplateProblem[] = [];
    const kit = this.#kitOf(partials);
    for (const [name, source] of sources) {
      const parsed = this.parser.parse(source);
      // If a partial could not be parsed, its callers would be reported although they are correct.
      if (!parsed || !kit) continue;
      const tried = this.#try(name, parsed, source, kit);
      templates.set(name, tried.template);
      problems.push(...tried.problems);
    }
    return { templates, problems };
  }

  #try(name: TemplateName, parsed: ParsedTemplate, source: TemplateSource, kit: Kit): Tried {
    const names = partialsOf(parsed, kit.parsed) ?? [...kit.sources.keys()];
    const called = names.map((one) => kit.sources.get(one)).filter((one) => one !== undefined);
    const key = [source, ...called].map((one) => this.#idOf(one)).join(' ');
    const before = this.#tried.get(key);
    if (before) return before;
    const template = compileTemplate(
      source.file,
      source.source,
      kit.compiled,
      called.map((one) => one.source),
    );
    const wrong = checkTemplate(parsed, kit.parsed);
    // The package's own templates are rendered with all of them in its tests.
    const isPackaged = [source, ...called].every(({ file }) => file.startsWith(`${packagedTemplates}/`));
    const approvals = isPackaged ? [] : (this.#approvals.get(name) ?? []);
    const problems =
      wrong.length > 0 ? wrong : tryTemplate(name, source, { marked: kit.marked, template, approvals });
    const tried = { template, problems };
    this.#tried.set(key, tried);
    return tried;
  }

  /** undefined: one of the partials cannot be parsed. */
  #kitOf(partials: ReadonlyMap<string, TemplateSource>): Kit | undefined {
    const key = [...partials].map(([name, source]) => `${name}:${this.#idOf(source)}`).join(' ');
    if (!this.#kits.has(key)) this.#kits.set(key, this.#makeKit(partials));
    return this.#kits.get(key);
  }

  #makeKit(sources: ReadonlyMap<string, TemplateSource>): Kit | undefined {
    const parsed = new Map<string, ParsedTemplate>();
    for (const [name, source] of sources) {
      const one = this.parser.parse(source);
      if (one) parsed.set(name, one);
    }
    if (parsed.size < sources.size) return undefined;
    const compiled = Object.fromEntries(
      [...sources].map(([name, { source }]) => [name, compilePartial(source)]),
    );
    return { sources, parsed, compiled, marked: markPartials(sources) };
  }

  #idOf(source: TemplateSource): number {
    const id = this.#ids.get(source) ?? this.#ids.size;
    this.#ids.set(source, id);
    return id;
  }
}

function missing(top: FolderSources | undefined, roots: readonly string[]): TemplateProblem[] {
  return TEMPLATE_NAMES.filter((name) => !top?.templates.has(name)).map((name) => ({
    file: `${roots.at(-1) ?? ''}/${name}.hbs`,
    line: 1,
    column: 1,
    message: noTemplateFor(name.toUpperCase()),
  }));
}

/** A partial is checked wherever it is called: each of its problems is reported once. */
function unique(problems: readonly TemplateProblem[]): TemplateProblem[] {
  const byText = new Map(
    problems.map((one) => [`${one.file}:${one.line}:${one.column}:${one.message.en}`, one]),
  );
  return [...byText.values()].sort(
    (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
  );
}
