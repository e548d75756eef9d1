import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { type Loop, startLoop } from '../base/loop.ts';
import type { TemplateSet } from './templateSet.ts';
import { loadTemplates } from './templates.ts';

/** The templates in use, and who keeps them fresh. */
export interface TemplateWatch {
  current(): TemplateSet;
  stop(): Promise<void>;
}

/** How soon an edited template takes effect. Looked at by modification time: file events do not come on every mount. */
const LOOK_EVERY_MS = 2_000;

/**
 * Loads the templates again when a file of theirs was changed, added or removed. The whole new set is checked first;
 * while it has a fault, the one before stays in use and the log says what is wrong and where.
 */
export function watchTemplates(
  first: TemplateSet,
  { roots, clock, log }: { readonly roots: readonly string[]; readonly clock: Clock; readonly log: Log },
): TemplateWatch {
  let current = first;
  let seen = stateOf(roots);
  const loop: Loop = startLoop(
    { clock, everyMs: LOOK_EVERY_MS, onError: (error) => log.warn({ error: String(error) }, 'templates') },
    async () => {
      const state = stateOf(roots);
      if (state === seen) return;
      seen = state;
      const { templates, problems } = loadTemplates(roots);
      if (templates) {
        current = templates;
        log.info({}, 'templates were changed and are in use');
      } else {
        log.warn({ problems }, 'templates were changed and have a fault: those before stay in use');
      }
    },
  );
  return { current: () => current, stop: () => loop.stop() };
}

/** Every template's path, time and size, as one text. A folder that is not there has none. */
function stateOf(roots: readonly string[]): string {
  return [...new Set(roots)]
    .flatMap((root) => {
      try {
        return readdirSync(root, { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('.hbs'))
          .sort()
          .map((name) => {
            const { mtimeMs, size } = statSync(join(root, name));
            return `${root}/${name} ${mtimeMs} ${size}`;
          });
      } catch {
        return [];
      }
    })
    .join('\n');
}
