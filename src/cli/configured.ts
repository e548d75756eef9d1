import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { approvalInputs } from '../cards/check/approvalInputs.ts';
import { strangeIcons } from '../cards/check/strangeIcons.ts';
import { loadTemplates, packagedTemplates, type TemplateSet } from '../cards/templates/templates.ts';
import { templatesState } from '../cards/templates/templateWatch.ts';
import { allApprovals } from '../settings/approvalsTo.ts';
import { DEFAULTS } from '../settings/defaults.ts';
import { readEnvironment } from '../settings/environment.ts';
import type { Environment } from '../settings/interpolate.ts';
import type { Problem } from '../settings/problem.ts';
import { readSettingsAside } from '../settings/readAside.ts';
import { readSettings, type SettingsReading } from '../settings/readSettings.ts';
import type { Settings } from '../settings/settings.ts';
import { noTemplateFolder, noTemplates } from '../words/configText.ts';
import { contentsOf } from './fileContents.ts';
import { InvalidConfiguration } from './invalidConfiguration.ts';

/** A configuration without errors. */
export interface ReadyConfiguration {
  readonly settings: Settings;
  readonly templates: TemplateSet;
  readonly templateRoots: readonly string[];
  /** Of the folders of the templates when they were read. */
  readonly templatesState: string;
  /** Its files when they were read; see {@link contentsOf}. */
  readonly contents: string;
}

/** The configuration and the templates, or everything that is wrong with them. */
export interface Configured {
  readonly file: string;
  readonly problems: readonly Problem[];
  /** Only if no problem is an error. */
  readonly ready?: ReadyConfiguration;
}

/** @throws InvalidConfiguration if it has an error */
export function mustBeConfigured(options: { readonly config?: string }): ReadyConfiguration {
  const { problems, ready } = readConfigured(options);
  if (!ready) throw new InvalidConfiguration(problems);
  return ready;
}

/** Reads what `start` and `validate` need: both see the same problems. */
export function readConfigured(options: { readonly config?: string }): Configured {
  const source = sourceOf(options);
  return withTemplates(source, readSettings(source.file, source.env), loadTemplates);
}

/**
 * The same, and tries each of the user's templates with each of the sample approvals, in every language; that takes
 * some seconds. Warns of icons that Feishu's library does not list.
 */
export function readThoroughly(options: { readonly config?: string }): Configured {
  const source = sourceOf(options);
  const strange: Problem[] = [];
  const configured = withTemplates(source, readSettings(source.file, source.env), (roots) => {
    strange.push(...strangeIcons(roots).map((problem): Problem => ({ severity: 'warning', ...problem })));
    return loadTemplates(roots, approvalInputs());
  });
  return { ...configured, problems: [...configured.problems, ...strange] };
}

/**
 * The folder that `templates` names. It need not exist yet.
 *
 * @throws InvalidConfiguration if the configuration has an error
 */
export function templatesFolder(options: { readonly config?: string }): string {
  const { file, env, problems } = sourceOf(options);
  const read = readSettings(file, env);
  if (!read.settings) throw new InvalidConfiguration([...problems, ...read.problems]);
  return read.settings.templates;
}

/** Loaded templates, and the state of their folders at that time. */
export type LoadedTemplates = Pick<ReadyConfiguration, 'templates' | 'templateRoots' | 'templatesState'>;

/** The same while the bot runs, without delaying anything: known templates are not tried again. */
export async function readConfiguredAside(
  options: { readonly config?: string },
  known: LoadedTemplates,
): Promise<Configured> {
  const source = sourceOf(options);
  const read = await readSettingsAside(source.file, source.env);
  await setImmediate();
  return withTemplates(source, read, (roots) => {
    const isKnown =
      known.templateRoots.join() === roots.join() && known.templatesState === templatesState(roots);
    return isKnown ? { templates: known.templates, problems: [] } : loadTemplates(roots);
  });
}

interface Source {
  readonly file: string;
  /** Of the file and of `.env`. */
  readonly contents: string;
  readonly env: Environment;
  readonly problems: readonly Problem[];
}

function sourceOf(options: { readonly config?: string }): Source {
  // Before each is read: a change in between is then seen as one.
  const ofEnvironment = contentsOf(['.env']);
  const { env, problems } = readEnvironment(process.cwd());
  const file = options.config ?? env.RELAY_CONFIG ?? 'config/relay.yaml';
  return { file, contents: contentsOf([file]) + ofEnvironment, env, problems };
}

function withTemplates(
  { file, contents: ofFile, problems: envProblems }: Source,
  read: SettingsReading,
  load: (roots: readonly string[]) => ReturnType<typeof loadTemplates>,
): Configured {
  const problems = [...envProblems, ...read.problems];
  const templateRoots = [...(read.settings ? [read.settings.templates] : []), packagedTemplates];
  // Before they are read: a change in between is then seen as one.
  const stateOfTemplates = templatesState(templateRoots);
  const loaded = load(templateRoots);
  problems.push(...loaded.problems.map((problem): Problem => ({ severity: 'error', ...problem })));
  const { settings } = read;
  const { templates } = loaded;
  if (settings) problems.push(...missingRoot(file, settings));
  if (settings && templates) problems.push(...missingFolders(file, settings, templates));
  const isReady = settings && templates && !problems.some((problem) => problem.severity === 'error');
  if (!isReady) return { file, problems };
  const contents = ofFile + contentsOf(settings.calendar.file ? [settings.calendar.file] : []);
  const ready = { settings, templates, templateRoots, templatesState: stateOfTemplates, contents };
  return { file, problems, ready };
}

/** The folder that `templates` names: without it, every card would silently be the built-in one. */
function missingRoot(file: string, { templates }: Settings): Problem[] {
  // The default folder need not exist.
  if (templates === DEFAULTS.templates || existsSync(templates)) return [];
  const place = placeOf(file, /^templates["']?\s*:/);
  return [{ ...place, severity: 'error', message: noTemplates(templates) }];
}

/** Chats whose `template` names a folder without templates: their cards would silently be the usual ones. */
function missingFolders(file: string, settings: Settings, templates: TemplateSet): Problem[] {
  const named = new Set(allApprovals(settings).flatMap(({ chats }) => chats.map((entry) => entry.template)));
  return [...named]
    .filter((folder) => folder !== '' && !templates.folders.has(folder))
    .map((folder): Problem => {
      const place = placeOf(file, new RegExp(`template["']?\\s*:\\s*["']?${folder}\\b`));
      const message = noTemplateFolder(folder, join(settings.templates, folder));
      return { ...place, severity: 'error', message };
    });
}

/** The position of something in the configuration; the beginning if it is not found. */
function placeOf(file: string, what: RegExp): Pick<Problem, 'file' | 'line' | 'column'> {
  const lines = readFileSync(file, 'utf8').split('\n');
  const line = Math.max(
    0,
    lines.findIndex((text) => what.test(text)),
  );
  return { file, line: line + 1, column: Math.max(0, lines[line]?.search(what) ?? 0) + 1 };
}
