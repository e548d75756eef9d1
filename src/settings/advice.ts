import { isIP } from 'node:net';
import { isPublicAddress } from '../base/publicAddress.ts';
import * as say from '../words/configText.ts';
import { allApprovals } from './approvalsTo.ts';
import { calendarWarning, chinaReminders } from './calendarWarning.ts';
import { adviseConditions } from './conditionAdvice.ts';
import { PLATFORM_LIMITS } from './defaults.ts';
import type { PathProblem } from './pathProblems.ts';
import { at, itemsOf, reminderPaths } from './raw.ts';
import type { ApprovalSettings, Settings } from './settings.ts';
import type { Path } from './yamlFile.ts';

const DAY_MS = 86_400_000;

/** Warnings about what is probably not intended, for a configuration without errors. `now` is ms since the epoch. */
export function advise(settings: Settings, file: unknown, now: number): PathProblem[] {
  return [
    ...adviseLimits(settings),
    ...adviseRetention(settings),
    ...adviseCalendar(settings, file, now),
    ...adviseBuzzes(file),
    ...adviseHooks(settings),
    ...allApprovals(settings).flatMap((approval) => [
      ...adviseUnreachable(approval),
      ...adviseConditions(approval),
      ...adviseMentions(approval, file),
    ]),
  ];
}

function adviseLimits({ limits }: Settings): PathProblem[] {
  return (['chatPerSecond', 'appPerSecond', 'appPerMinute'] as const)
    .filter((key) => limits[key] > PLATFORM_LIMITS[key])
    .map((key) => ({
      path: ['limits', key],
      part: 'value',
      message: say.aboveLimit(key, PLATFORM_LIMITS[key]),
    }));
}

/** Feishu repeats an event for up to 7.1 hours (overview of the event subscription guide). */
function adviseRetention({ retentionMs }: Settings): PathProblem[] {
  if (retentionMs >= DAY_MS) return [];
  return [{ path: ['retention'], part: 'value', message: say.SHORT_RETENTION }];
}

/** At `calendar`, if days are listed, else at the first `reminders` that use it. */
function adviseCalendar(settings: Settings, file: unknown, now: number): PathProblem[] {
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

/** A name is checked when a connection is made; an address in the configuration can be checked now. */
function adviseHooks({ hooks }: Settings): PathProblem[] {
  return hooks.flatMap(({ url, allowPrivate }, i): PathProblem[] => {
    const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
    const isPublic = host !== 'localhost' && (isIP(host) === 0 || isPublicAddress(host));
    if (allowPrivate || isPublic) return [];
    return [{ path: ['hooks', i, 'url'], part: 'value', message: say.HOOKS.private }];
  });
}

/** A buzz reaches the people whom the card mentions, and `applicant` mentions nobody while the request is pending. */
function adviseBuzzes(file: unknown): PathProblem[] {
  const ringsNobody = (path: Path): boolean => /^(none|applicant)?$/.test(String(at(file, path)));
  return reminderPaths(file)
    .flatMap((path) => itemsOf(file, [...path, 'escalate']))
    .filter((step) => at(file, [...step, 'urgent']) === 'true')
    .filter((step) => itemsOf(file, [...step, 'mention']).every(ringsNobody))
    .map((step) => ({ path: [...step, 'urgent'], part: 'key', message: say.RINGS_NOBODY }));
}

/**
 * Of two entries for a chat the first that matches decides, so a later one may never be used. Entries for a step are
 * independent of those for the whole instance.
 */
function adviseUnreachable({ code, chats }: ApprovalSettings): PathProblem[] {
  const taken = new Map<string, Set<string>>();
  return chats.flatMap(({ chat, stage, statuses, when }, i): PathProblem[] => {
    const claims: readonly string[] = stage ?? statuses;
    const key = `${stage ? 'steps' : 'statuses'} ${chat.id}`;
    const before = taken.get(key) ?? new Set();
    taken.set(key, before);
    const isUnused = claims.every((claim) => before.has(claim));
    if (when.length === 0) for (const claim of claims) before.add(claim);
    if (!isUnused) return [];
    const message = say.neverUsed(chat.id, stage !== undefined);
    return [{ path: ['approvals', code, 'chats', i], part: 'value', message }];
  });
}

/** Only if the entry itself says so: `defaults` are meant for groups. */
function adviseMentions({ code, chats }: ApprovalSettings, file: unknown): PathProblem[] {
  return chats.flatMap((entry, i): PathProblem[] => {
    const path: Path = ['approvals', code, 'chats', i, 'mention'];
    if (entry.chat.idType === 'chat_id' || entry.mention.length === 0 || at(file, path) === undefined)
      return [];
    return [{ path, part: 'key', message: say.MENTION_ALONE }];
  });
}
