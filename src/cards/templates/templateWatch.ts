import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { type Loop, startLoop } from '../../base/loop.ts';
import type { TemplateSet } from './templateSet.ts';
import { loadTemplates, type TemplateProblem } from './templates.ts';
import { templatePaths } from './templateWalk.ts';

/** The templates in use, kept up to date. */
export interface TemplateWatch {
  current(): TemplateSet;
  /**
   * Switches to other templates, and watches their folders from now on.
   *
   * @param state of the folders when they were read (see {@link templatesState}); absent: now
   */
  use(set: TemplateSet, roots: readonly string[], state?: string): void;
  stop(): Promise<void>;
}

export interface TemplateWatchParts {
  /** The folders of the templates, the user's first. */
  readonly roots: readonly string[];
  /** Of the folders when the first templates were read; absent: now. */
  readonly state?: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after every change, with the problems: empty if the new templates are in use. */
  readonly onLoad?: (problems: readonly TemplateProblem[]) => void;
}

/** How soon an edited template takes effect. Checked by modification time: not every mount reports file events. */
const LOOK_EVERY_MS = 2_000;

/**
 * Loads the templates again when one of their files was changed, added or removed. The whole new set is checked first;
 * while it has an error, the previous set stays in use and the log says what is wrong and where.
 */
export function watchTemplates(
  first: TemplateSet,
  { roots: firstRoots, state: firstState, clock, log, onLoad }: TemplateWatchParts,
): TemplateWatch {
  let roots = firstRoots;
  let current = first;
  let seen = firstState ?? templatesState(roots);
  const loop: Loop = startLoop(
    { clock, everyMs: LOOK_EVERY_MS, onError: (error) => log.warn({ error: String(error) }, 'templates') },
    async () => {
      const state = templatesState(roots);
      if (state === seen) return;
      seen = state;
      const { templates, problems } = loadTemplates(roots);
      if (templates) {
        current = templates;
        log.info({}, 'templates were changed and are in use');
      } else {
        log.warn({ problems }, 'templates were changed and have a fault: those before stay in use');
      }
      onLoad?.(problems);
    },
  );
  return {
    current: () => current,
    use(set, others, state) {
      current = set;
      roots = others;
      seen = state ?? templatesState(roots);
    },
    stop: () => loop.stop(),
  };
}

/**
 * Every template's path, time and size, as one text: if it is unchanged, so are the templates. A missing folder has
 * none.
 */
export function templatesState(roots: readonly string[]): string {
  return [...new Set(roots)]
    .flatMap((root) => {
      const { paths, problem } = templatePaths(root);
      return [...paths.map((path) => stateOfFile(join(root, path))), problem?.en ?? ''];
    })
    .join('\n');
}

function stateOfFile(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return `${file} ${stats?.mtimeMs ?? ''} ${stats?.size ?? ''}`;
}
