import { systemClock } from '../base/clock.ts';
import { parseDuration } from '../base/duration.ts';
import { type Language, sayIn } from '../base/language.ts';
import { zoneTime } from '../cards/view/moment.ts';
import type { Settings } from '../settings/settings.ts';
import {
  LISTED_STATES,
  type ListedRow,
  type ListedState,
  type ListFilter,
} from '../store/outbox/deliveryList.ts';
import { badSince } from '../words/cliText.ts';
import {
  badState,
  DELIVERIES_HEAD,
  moreThan,
  NO_DELIVERIES,
  remedyOf,
  STATE_WORDS,
  THEN_REPLAY,
  WHAT_TO_DO,
} from '../words/deliveriesText.ts';
import { mustBeConfigured } from './configured.ts';
import { EXIT_OK } from './exit.ts';
import { complain } from './fail.ts';
import { MisuseError } from './misuse.ts';
import { readStore } from './storeOf.ts';
import { tableOf } from './table.ts';

interface DeliveriesOptions {
  readonly config?: string;
  readonly chat?: string;
  readonly instance?: string;
  readonly since?: string;
  readonly state?: string;
  readonly json?: boolean;
  readonly language: Language;
}

/** More than a person reads. */
const MOST_LISTED = 1_000;
/** Without `--since`, finished rows are listed for this time; open and parked ones always. */
const ENDED_MS = 7 * 86_400_000;

/**
 * `approval-relay deliveries`: what is sent, waiting or parked, with reason and remedy, the newest first; and the
 * events that go to no chat. It changes nothing.
 */
export async function run(options: DeliveriesOptions): Promise<number> {
  const { language } = options;
  const filter = filterOf(options, systemClock().now());
  const { settings } = mustBeConfigured(options);
  const rows = await readStore(settings, (store) => store.listDeliveries(filter, MOST_LISTED + 1));
  const listed = rows.slice(0, MOST_LISTED);
  if (options.json) console.log(JSON.stringify(listed.map(asJson), null, 2));
  else console.log(listed.length === 0 ? sayIn(language)(NO_DELIVERIES) : asText(language, listed, settings));
  if (rows.length > MOST_LISTED) complain(moreThan(MOST_LISTED), language);
  return EXIT_OK;
}

function filterOf(options: DeliveriesOptions, now: number): ListFilter {
  const { chat, instance } = options;
  const since = options.since === undefined ? undefined : parseDuration(options.since);
  if (options.since !== undefined && !since) throw new MisuseError(badSince(options.since));
  const span = since ? { since: now - since.ms } : { endedSince: now - ENDED_MS };
  return { chat, instance, state: stateOf(options.state), ...span };
}

function stateOf(given: string | undefined): ListedState | undefined {
  const state = LISTED_STATES.find((one) => one === given);
  if (given !== undefined && state === undefined) throw new MisuseError(badState(given, LISTED_STATES));
  return state;
}

function asJson(row: ListedRow) {
  const { id, chat, instead, instance, approval, status, kind, state, reason } = row;
  const at = new Date(row.at).toISOString();
  const moved = instead === '' ? {} : { instead };
  return {
    id,
    chat,
    ...moved,
    instance,
    approval,
    status,
    kind,
    state,
    reason,
    remedy: remedyOf(row).en,
    at,
  };
}

function asText(language: Language, rows: readonly ListedRow[], { timezone }: Settings): string {
  const say = sayIn(language);
  const zone = zoneTime(timezone);
  const table = tableOf(
    DELIVERIES_HEAD.map(say),
    rows.map(({ id, at, state, kind, status, chat, instead, instance, reason }) => {
      const when = zone.format(at, 'YYYY-MM-DD HH:mm');
      const where = instead === '' ? chat : `${chat} → ${instead}`;
      return [id, when, say(STATE_WORDS[state]), kind, status, where, instance, reason];
    }),
  );
  const remedies = new Map<string, string[]>();
  for (const row of rows) {
    const remedy = say(remedyOf(row));
    if (remedy !== '') remedies.set(remedy, [...(remedies.get(remedy) ?? []), row.id]);
  }
  if (remedies.size === 0) return table;
  const lines = [...remedies].map(([remedy, ids]) => `  ${idsIn(ids)}: ${remedy}`);
  const isParked = rows.some(({ state }) => state === 'parked');
  return [table, '', say(WHAT_TO_DO), ...lines, ...(isParked ? [`  ${say(THEN_REPLAY)}`] : [])].join('\n');
}

const MOST_IDS = 6;

function idsIn(ids: readonly string[]): string {
  return ids.length > MOST_IDS ? `${ids.slice(0, MOST_IDS).join(', ')} …` : ids.join(', ');
}
