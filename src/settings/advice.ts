import { isIP } from 'node:net';
import { isPublicAddress } from '../base/publicAddress.ts';
import { calendarWarning, chinaReminders } from './calendarWarning.ts';
import { adviseConditions } from './conditionAdvice.ts';
import { PLATFORM_LIMITS } from './defaults.ts';
import type { Finding } from './pathFindings.ts';
import { at, itemsOf, reminderPaths } from './raw.ts';
import type { ApprovalSettings, Settings } from './settings.ts';
import type { Path } from './yamlFile.ts';

const DAY_MS = 86_400_000;

/** What may be meant, but probably is not: warnings, for a configuration without errors. `now` is ms since the epoch. */
export function advise(settings: Settings, file: unknown, now: number): Finding[] {
  const approvals = [...settings.approvals.values(), ...(settings.fallback ? [settings.fallback] : [])];
  return [
    ...adviseLimits(settings),
    ...adviseRetention(settings),
    ...adviseCalendar(settings, file, now),
    ...adviseBuzzes(file),
    ...adviseHooks(settings),
    ...approvals.flatMap((approval) => [
      ...adviseUnreachable(approval),
      ...adviseConditions(approval),
      ...adviseMentions(approval, file),
    ]),
  ];
}

function adviseLimits({ limits }: Settings): Finding[] {
  return (['chatPerSecond', 'appPerSecond', 'appPerMinute'] as const)
    .filter((key) => limits[key] > PLATFORM_LIMITS[key])
    .map((key) => ({
      path: ['limits', key],
      part: 'value',
      message: `"limits.${key}" is above ${PLATFORM_LIMITS[key]}, which Feishu refuses to exceed: lower it, unless a private deployment allows more.`,
    }));
}

/** Feishu repeats an event for up to 7.1 hours (overview of the event subscription guide). */
function adviseRetention({ retentionMs }: Settings): Finding[] {
  if (retentionMs >= DAY_MS) return [];
  const message =
    '"retention" is shorter than a day, but Feishu repeats an event for hours: a forgotten one is posted twice. Make it 1d or longer.';
  return [{ path: ['retention'], part: 'value', message }];
}

/** At `calendar`, where days are listed, else at the first `reminders` that ask for it. */
function adviseCalendar(settings: Settings, file: unknown, now: number): Finding[] {
  const message = calendarWarning(settings, now);
  if (message === undefined) return [];
  const places: Path[] = [
    ['calendar'],
    ...(settings.reminders?.calendar === 'china' ? [['reminders']] : []),
    ...chinaReminders(settings),
    ['defaults', 'reminders'],
  ];
  const path = places.find((place) => at(file, place) !== undefined) ?? ['reminders'];
  return [{ path, part: 'key', message }];
}

/** A name is judged when a connection is made; of an address in the configuration it can be told now. */
function adviseHooks({ hooks }: Settings): Finding[] {
  return hooks.flatMap(({ url, allowPrivate }, i): Finding[] => {
    const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
    const isPublic = host !== 'localhost' && (isIP(host) === 0 || isPublicAddress(host));
    if (allowPrivate || isPublic) return [];
    const message =
      '"hooks.url" leads to an address that is not public, and nothing is sent there: set "allowPrivate: true" if it is meant.';
    return [{ path: ['hooks', i, 'url'], part: 'value', message }];
  });
}

/** A buzz rings those whom the card mentions, and `applicant` mentions nobody while it waits. */
function adviseBuzzes(file: unknown): Finding[] {
  const ringsNobody = (path: Path): boolean => /^(none|applicant)?$/.test(String(at(file, path)));
  const message =
    '"urgent" buzzes those whom the card mentions, and this one mentions nobody: write whom under "mention", approvers or open ids (ou_…).';
  return reminderPaths(file)
    .flatMap((path) => itemsOf(file, [...path, 'escalate']))
    .filter((step) => at(file, [...step, 'urgent']) === 'true')
    .filter((step) => itemsOf(file, [...step, 'mention']).every(ringsNobody))
    .map((step) => ({ path: [...step, 'urgent'], part: 'key', message }));
}

/**
 * Of two entries for a chat the first that matches decides: what the first ones take, a later one never sees. Entries
 * for a step stand beside those for the whole instance.
 */
function adviseUnreachable({ code, chats }: ApprovalSettings): Finding[] {
  const taken = new Map<string, Set<string>>();
  return chats.flatMap(({ chat, stage, statuses, when }, i): Finding[] => {
    const [what, claims]: [string, readonly string[]] = stage ? ['steps', stage] : ['statuses', statuses];
    const before = taken.get(`${what} ${chat.id}`) ?? new Set();
    taken.set(`${what} ${chat.id}`, before);
    const isUnused = claims.every((claim) => before.has(claim));
    if (when.length === 0) for (const claim of claims) before.add(claim);
    if (!isUnused) return [];
    const message = `"${chat.id}" is listed above for all these ${what} already, so this entry is never used: give the entries different ${what}, or remove one.`;
    return [{ path: ['approvals', code, 'chats', i], part: 'value', message }];
  });
}

/** Only where the entry itself says so: `defaults` are written with groups in mind. */
function adviseMentions({ code, chats }: ApprovalSettings, file: unknown): Finding[] {
  return chats.flatMap((entry, i): Finding[] => {
    const path: Path = ['approvals', code, 'chats', i, 'mention'];
    if (entry.chat.idType === 'chat_id' || entry.mention.length === 0 || at(file, path) === undefined)
      return [];
    const message = '"mention" rings nobody else in a message to one person: remove it.';
    return [{ path, part: 'key', message }];
  });
}
