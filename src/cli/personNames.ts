import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { createPeople } from '../feishu/api/people.ts';
import type { Settings } from '../settings/settings.ts';
import { withClient } from './feishuOf.ts';

/** A command may wait longer than a card. */
const PATIENCE_MS = 6_000;
/** At most this many names are asked for. */
const MOST_NAMES = 500;

/**
 * Names of people by their open_ids, as far as Feishu gives them, which is free of charge. Without an answer within six
 * seconds there are none.
 */
export async function personNames(
  settings: Settings,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const asked = [...new Set(ids)].filter((id) => id !== '').slice(0, MOST_NAMES);
  return asked.length === 0 ? new Map() : namesByPortions(settings, asked, () => undefined);
}

/** The names of any number of people, in portions. @param onPortion gets the number of names asked for so far */
export async function namesByPortions(
  settings: Settings,
  ids: readonly string[],
  onPortion: (done: number) => void,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  return withClient(settings, async (client) => {
    const people = createPeople(client, systemClock(), silentLog, PATIENCE_MS);
    for (let from = 0; from < ids.length; from += MOST_NAMES) {
      onPortion(from);
      const portion = await people.namesOf(ids.slice(from, from + MOST_NAMES), []);
      for (const [id, name] of portion.people) names.set(id, name);
    }
    return names;
  });
}
