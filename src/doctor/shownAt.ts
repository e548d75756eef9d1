import { zoneTime } from '../cards/view/moment.ts';
import type { Settings } from '../settings/settings.ts';

/** A time for people, in the configured time zone. */
export function shownAt({ timezone }: Pick<Settings, 'timezone'>, at: number): string {
  return zoneTime(timezone).format(at, 'YYYY-MM-DD HH:mm');
}
