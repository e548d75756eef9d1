import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTemplates, packagedTemplates, type TemplateSet } from '../cards/templates.ts';
import { type Problem, readEnvironment, readSettings } from '../settings/readSettings.ts';
import { DEFAULT_TEMPLATES, type Settings } from '../settings/settings.ts';

/** The configuration and the templates, or everything that is wrong with them. */
export interface Configured {
  readonly file: string;
  readonly problems: readonly Problem[];
  /** Only where no problem is an error. */
  readonly ready?: {
    readonly settings: Settings;
    readonly templates: TemplateSet;
    readonly templateRoots: readonly string[];
  };
}

/** Reads what `start` and `validate` need: both see the same problems. */
export function readConfigured(options: { readonly config?: string }): Configured {
  const { env, problems: envProblems } = readEnvironment(process.cwd());
  const file = options.config ?? env.RELAY_CONFIG ?? 'config/relay.yaml';
  const read = readSettings(file, env);
  const problems = [...envProblems, ...read.problems];
  const templateRoots = [...(read.settings ? [read.settings.templates] : []), packagedTemplates];
  const loaded = loadTemplates(templateRoots);
  problems.push(...loaded.problems.map((problem): Problem => ({ severity: 'error', ...problem })));
  const { settings } = read;
  const { templates } = loaded;
  if (settings) problems.push(...missingRoot(file, settings));
  if (settings && templates) problems.push(...missingFolders(file, settings, templates));
  const isReady = settings && templates && !problems.some((problem) => problem.severity === 'error');
  return { file, problems, ...(isReady ? { ready: { settings, templates, templateRoots } } : {}) };
}

/** The folder that `templates` names: without it every card would silently be the usual one. */
function missingRoot(file: string, { templates }: Settings): Problem[] {
  // The usual one need not be there.
  if (templates === DEFAULT_TEMPLATES || existsSync(templates)) return [];
  const message = `"templates" names "${templates}", but there is no such folder: make one, or take the key out.`;
  return [{ ...placeOf(file, /^templates["']?\s*:/), severity: 'error', message }];
}

/** Chats whose `template` names a folder that no templates stand in: their cards would silently be the usual ones. */
function missingFolders(file: string, settings: Settings, templates: TemplateSet): Problem[] {
  const approvals = [...settings.approvals.values(), ...(settings.fallback ? [settings.fallback] : [])];
  const named = new Set(approvals.flatMap(({ chats }) => chats.map((entry) => entry.template)));
  return [...named]
    .filter((folder) => folder !== '' && !templates.folders.has(folder))
    .map((folder): Problem => {
      const place = placeOf(file, new RegExp(`template["']?\\s*:\\s*["']?${folder}\\b`));
      return {
        ...place,
        severity: 'error',
        message: `"template" names the folder "${folder}", but there is no ${join(settings.templates, folder)} with templates in it: make one, or take the key out.`,
      };
    });
}

/** Where something stands in the configuration; its beginning where it is not found. */
function placeOf(file: string, what: RegExp): Pick<Problem, 'file' | 'line' | 'column'> {
  const lines = readFileSync(file, 'utf8').split('\n');
  const line = Math.max(
    0,
    lines.findIndex((text) => what.test(text)),
  );
  return { file, line: line + 1, column: Math.max(0, lines[line]?.search(what) ?? 0) + 1 };
}
