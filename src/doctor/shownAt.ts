import { zoneTime } from '../cards/view/moment.ts';
import type { Settings } from '../settings/settings.ts';

/** A moment as a person reads it, by the clock of the configured time zone. */
export function shownAt({ timezone }: Pick<Settings, 'timezone'>, at: number): string {
  return zoneTime(timezone).format(at, 'YYYY-MM-DD HH:mm');
}
