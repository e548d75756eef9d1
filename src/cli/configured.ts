import { loadTemplates, packagedTemplates, type TemplateSet } from '../cards/templates.ts';
import { type Problem, readEnvironment, readSettings } from '../settings/readSettings.ts';
import type { Settings } from '../settings/settings.ts';

/** The configuration and the templates, or everything that is wrong with them. */
export interface Configured {
  readonly file: string;
  readonly problems: readonly Problem[];
  /** Only where no problem is an error. */
  readonly ready?: { readonly settings: Settings; readonly templates: TemplateSet };
}

/** Reads what `start` and `validate` need: both see the same problems. */
export function readConfigured(options: { readonly config?: string }): Configured {
  const { env, problems: envProblems } = readEnvironment(process.cwd());
  const file = options.config ?? env.RELAY_CONFIG ?? 'config/relay.yaml';
  const read = readSettings(file, env);
  const problems = [...envProblems, ...read.problems];
  const loaded = loadTemplates([...(read.settings ? [read.settings.templates] : []), packagedTemplates]);
  problems.push(...loaded.problems.map((problem): Problem => ({ severity: 'error', ...problem })));
  const { settings } = read;
  const { templates } = loaded;
  const isReady = settings && templates && !problems.some((problem) => problem.severity === 'error');
  return { file, problems, ...(isReady ? { ready: { settings, templates } } : {}) };
}
