import type { Warnings } from '../../approval/warning.ts';
import type { Clock } from '../../base/clock.ts';
import { type Log, logsError } from '../../base/log.ts';
import { type Loop, startLoop } from '../../base/loop.ts';
import type { Settings } from '../../settings/settings.ts';
import { settingsPrint } from '../../settings/settingsChanges.ts';
import type { Schedules } from '../../store/schedules.ts';

export interface ConfigCompareParts {
  readonly settings: Settings;
  readonly work: Pick<Schedules, 'lastRun' | 'noteRun'>;
  readonly isWorking: () => boolean;
  readonly warnings: Warnings;
  readonly clock: Clock;
  readonly log: Log;
}

/** The key under which the fingerprint of the worker's configuration is stored. */
const WORKERS = 'configuration:worker';
const CHECK_MS = 20_000;
/** Files are changed one after the other: a difference is only reported once it has lasted. */
const LASTS_MS = 60_000;

/** Compares the configuration of a standby with that of the worker, which decides. */
export function compareConfigurations(parts: ConfigCompareParts): Loop {
  const { settings, work, warnings, clock, log } = parts;
  let differsSince: number | undefined;
  const onError = logsError(log, 'debug', 'the configurations of the replicas could not be compared');
  return startLoop({ clock, everyMs: CHECK_MS, onError }, async () => {
    const own = settingsPrint(settings);
    const noted = await work.lastRun(WORKERS);
    if (parts.isWorking() && noted?.state !== own)
      await work.noteRun(WORKERS, { at: clock.now(), state: own });
    if (parts.isWorking() || noted === undefined || noted.state === own) {
      differsSince = undefined;
      warnings.over('config-differs');
      return;
    }
    differsSince ??= clock.monotonic();
    if (clock.monotonic() - differsSince >= LASTS_MS) warnings.raise({ code: 'config-differs', ids: {} });
  });
}
