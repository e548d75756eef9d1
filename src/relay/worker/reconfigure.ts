import type { Warnings } from '../../approval/warning.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { TemplateSet } from '../../cards/templates/templates.ts';
import type { LiveSettings } from '../../settings/liveSettings.ts';
import type { Settings } from '../../settings/settings.ts';
import { settingsChanges } from '../../settings/settingsChanges.ts';
import type { Ledger } from '../../store/ledger.ts';
import type { WorkerSignals } from '../context/workerSignals.ts';

/** A configuration without errors, and its templates. */
export interface Configuration {
  readonly settings: Settings;
  readonly templates: TemplateSet;
  /** The folders of the templates. */
  readonly templateRoots: readonly string[];
  /** Of these folders when they were read; absent: now. */
  readonly templatesState?: string;
}

/** Puts a changed configuration in force while the bot runs. */
export interface Reconfigure {
  /**
   * Puts it in force, as a whole: it applies from the next change.
   *
   * @throws if the store cannot record new approvals; then nothing has changed
   */
  take(next: Configuration): Promise<void>;
  /**
   * A changed file has this many errors: the previous configuration stays in force.
   *
   * @param first where the first one is, such as `relay.yaml:12:5`
   */
  refuse(problems: number, first?: string): void;
  /** The file is again the configuration in force. */
  keep(): void;
  /** Whether the last changed file is in force. */
  isTaken(): boolean;
}

export interface ReconfigureParts {
  readonly live: LiveSettings;
  readonly templates: { use(set: TemplateSet, roots: readonly string[], state?: string): void };
  readonly store: { readonly ledger: Pick<Ledger, 'noteConfigured'> };
  readonly signals: Pick<WorkerSignals, 'reconfigured' | 'wakeReconcile'>;
  readonly warnings: Warnings;
  readonly clock: Clock;
  readonly log: Log;
  /** What else must follow: watches, the log's level. */
  readonly onTaken: (settings: Settings) => void;
}

export function createReconfigure(parts: ReconfigureParts): Reconfigure {
  const { live, templates, store, signals, warnings, clock, log } = parts;
  let isTaken = true;
  const taken = (): void => {
    isTaken = true;
    warnings.over('config-not-taken');
  };
  return {
    isTaken: () => isTaken,
    keep: taken,
    refuse(problems, first) {
      isTaken = false;
      warnings.raise({ code: 'config-not-taken', ids: { problems, ...(first && { first }) } });
    },
    async take({ settings, templates: set, templateRoots, templatesState }) {
      // Before anything of them is composed: reconcile lists what was created since then.
      await store.ledger.noteConfigured([...settings.approvals.keys()], clock.now());
      templates.use(set, templateRoots, templatesState);
      const { before, after, kept } = live.replace(settings);
      for (const change of settingsChanges(before, after)) log.info({ change }, 'the configuration changed');
      if (kept.length > 0) {
        log.warn({ keys: kept }, 'these keys of the changed configuration take effect at a restart');
        warnings.raise({ code: 'config-needs-restart', ids: { keys: [...kept] } });
      } else warnings.over('config-needs-restart');
      signals.reconfigured();
      if (!before.reconcile && after.reconcile) signals.wakeReconcile('reconcile was switched on');
      parts.onTaken(after);
      taken();
    },
  };
}
