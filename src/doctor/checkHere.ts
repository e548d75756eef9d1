import { consoleLink } from '../feishu/appScopes.ts';
import { calendarDaysLeft, WARN_DAYS } from '../settings/calendarWarning.ts';
import type { Settings } from '../settings/settings.ts';
import type { StoreFacts } from '../store/storeFacts.ts';
import { HERE } from '../words/doctorHereText.ts';
import { EVENTS, NETWORK } from '../words/doctorText.ts';
import { blocking, type CheckResult, good, undetermined, wrong } from './checkResult.ts';
import type { DoctorParts } from './doctorParts.ts';
import { shownAt } from './shownAt.ts';

/** Checks on this machine: configuration, store, the running bot, calendar, proxy. */
export function checkHere(parts: DoctorParts): CheckResult[] {
  const { settings, proxy, now } = parts;
  return [
    good('config', HERE.config(settings.file)),
    ...storeResults(parts),
    good('proxy', proxy === '' ? NETWORK.direct : NETWORK.through(proxy)),
    ...calendarResults(settings, now),
  ];
}

function storeResults({ settings, store }: DoctorParts): CheckResult[] {
  const where = placeOf(settings);
  if ('absent' in store) return [undetermined('store', HERE.noStore(where), { remedy: HERE.start })];
  if ('fault' in store) return [{ check: 'store', ok: false, message: store.fault, blocks: true }];
  const { isWorkedOn, parked } = store.facts;
  return [
    good('store', HERE.store(where)),
    isWorkedOn
      ? good('running', HERE.running)
      : undetermined('running', HERE.notRunning, { remedy: HERE.start }),
    ...(parked === 0 ? [] : [wrong('parked', HERE.parked(parked), { remedy: HERE.seeParked })]),
  ];
}

/** A database without its password. */
function placeOf({ store }: Settings): string {
  if (store.kind === 'sqlite') return `sqlite:${store.path}`;
  const { host, pathname } = new URL(store.url);
  return `postgres://${host}${pathname}`;
}

function calendarResults(settings: Settings, now: number): CheckResult[] {
  const days = calendarDaysLeft(settings, now);
  if (days === undefined) return [];
  return [
    days > WARN_DAYS
      ? good('calendar', HERE.calendar(days))
      : wrong('calendar', HERE.calendarEnds(days), { remedy: HERE.renewCalendar }),
  ];
}

/** Signed events are refused if they are more than five minutes ahead, or eight hours old. */
const CLOCK_MS = 30_000;
const REFUSED_MS = 5 * 60_000;

/** Call it after a call to Feishu: its answers have its time. */
export function checkClock({ client }: DoctorParts): CheckResult {
  const skew = client.clockSkew();
  if (!skew) return undetermined('clock', HERE.noClock);
  const seconds = Math.round(skew.ms / 1_000);
  const off = Math.abs(skew.ms);
  if (off < CLOCK_MS) return good('clock', HERE.clock(Math.abs(seconds)));
  const hint = { remedy: HERE.timeService };
  // If our clock is further behind, signed events seem to come from the future, and are refused.
  return skew.ms < -REFUSED_MS || off > 8 * 3_600_000
    ? blocking('clock', HERE.clockOff(seconds), hint)
    : wrong('clock', HERE.clockOff(seconds), hint);
}

/** Whether events arrive, by what the bot has received. */
export function checkArrival({ settings, store }: DoctorParts): CheckResult[] {
  const { feishu } = settings;
  const isWebhook = feishu.events === 'webhook';
  const mode = undetermined('events:mode', EVENTS.mode(isWebhook), {
    remedy: EVENTS.seeMode(isWebhook),
    link: consoleLink(feishu.baseUrl, feishu.appId, 'event'),
  });
  if (!('facts' in store)) return [mode];
  const { lastPushedAt } = store.facts;
  if (lastPushedAt !== undefined)
    return [good('events:pushed', EVENTS.lastPushed(shownAt(settings, lastPushedAt)))];
  return [mode, neverPushed(settings, store.facts)];
}

function neverPushed(settings: Settings, { lastReceivedAt }: StoreFacts): CheckResult {
  const at = lastReceivedAt === undefined ? undefined : shownAt(settings, lastReceivedAt);
  return undetermined('events:pushed', EVENTS.neverPushed(at), { remedy: EVENTS.seePushed });
}

/** How much of the tenant's quota was used; no API gives its size. */
export function checkQuota({ store }: DoctorParts): CheckResult[] {
  if (!('facts' in store)) return [];
  return [undetermined('quota', HERE.quota(store.facts.billed), { remedy: HERE.seeQuota })];
}
