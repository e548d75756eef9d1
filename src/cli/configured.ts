import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTemplates, packagedTemplates, type TemplateSet } from '../cards/templates.ts';
import { type Problem, readEnvironment, readSettings } from '../settings/readSettings.ts';
import type { Settings } from '../settings/settings.ts';

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
  if (settings && templates) problems.push(...missingFolders(file, settings, templates));
  const isReady = settings && templates && !problems.some((problem) => problem.severity === 'error');
  return { file, problems, ...(isReady ? { ready: { settings, templates, templateRoots } } : {}) };
}

/** Chats whose `template` names a folder that no templates stand in: their cards would silently be the usual ones. */
function missingFolders(file: string, settings: Settings, templates: TemplateSet): Problem[] {
  const approvals = [...settings.approvals.values(), ...(settings.fallback ? [settings.fallback] : [])];
  const named = new Set(approvals.flatMap(({ chats }) => chats.map((entry) => entry.template)));
  const lines = readFileSync(file, 'utf8').split('\n');
  return [...named]
    .filter((folder) => folder !== '' && !templates.folders.has(folder))
    .map((folder): Problem => {
      const at = new RegExp(`template["']?\\s*:\\s*["']?${folder}\\b`);
      const line = Math.max(
        0,
        lines.findIndex((text) => at.test(text)),
      );
      return {
        file,
        line: line + 1,
        column: Math.max(0, lines[line]?.search(at) ?? 0) + 1,
        severity: 'error',
        message: `"template" names the folder "${folder}", but there is no ${join(settings.templates, folder)} with templates in it: make one, or take the key out.`,
      };
    });
}
