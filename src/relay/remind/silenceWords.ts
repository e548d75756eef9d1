import { parseDuration } from '../../base/duration.ts';
import { OperatorError } from '../../base/errors.ts';
import type { Text } from '../../base/language.ts';
import { zoneOf } from '../../base/zone.ts';
import { ID } from '../../feishu/ids.ts';
import type { Settings } from '../../settings/settings.ts';
import type { SilenceFaults } from '../../words/silenceText.ts';
import { allReminderChats } from '../routing/reminderTargets.ts';
import type { SilenceOrder } from './silenceOrder.ts';

/** What somebody says of a silence that is to begin. */
export interface SilenceWords {
  readonly person?: string;
  readonly standIn?: string;
  readonly approval?: string;
  readonly chat?: string;
  readonly instance?: string;
  readonly until?: string;
  readonly reason?: string;
}

/** A silence that is to begin. */
export type SilenceAdding = Extract<SilenceOrder, { do: 'add' }>;

const PERSON = /^ou_[A-Za-z0-9_-]{1,61}$/;
/** A reason is for a person's eyes: more is cut off. */
const LONGEST_REASON = 200;

/**
 * @param faults how it is said what is wrong
 * @throws OperatorError where something is missing, wrong, or in the past
 */
export function silenceOrderOf(
  words: SilenceWords,
  settings: Settings,
  now: number,
  faults: SilenceFaults,
): SilenceAdding {
  const { person, standIn, approval, chat, instance } = words;
  const refuseUnless = (isRight: boolean, fault: () => Text): void => {
    if (!isRight) throw new OperatorError(fault());
  };
  const given = [person, approval, chat, instance].filter((value) => value !== undefined);
  refuseUnless(given.length === 1, () => faults.oneOf);
  const isStandIn = standIn === undefined || (person !== undefined && person !== standIn);
  refuseUnless(isStandIn, () => faults.standIn);
  for (const [field, value] of [
    ['person', person],
    ['standIn', standIn],
  ] as const)
    refuseUnless(value === undefined || PERSON.test(value), () => faults.badPerson(field, value ?? ''));
  for (const [field, value] of [
    ['approval', approval],
    ['chat', chat],
    ['instance', instance],
  ] as const)
    refuseUnless(value === undefined || isId(value), () => faults.badId(field, value ?? ''));
  const isMapped =
    approval === undefined || settings.approvals.has(approval) || settings.fallback !== undefined;
  refuseUnless(isMapped, () => faults.unknownApproval(approval ?? ''));
  const isReminded = chat === undefined || allReminderChats(settings).has(chat);
  refuseUnless(isReminded, () => faults.unknownChat(chat ?? ''));
  const until = words.until === undefined ? undefined : momentOf(words.until, settings.timezone, now);
  if (until === undefined || until <= now) throw new OperatorError(faults.badUntil(words.until));
  return {
    do: 'add',
    scope: {
      person: person ?? '',
      standIn: standIn ?? '',
      approval: approval ?? '',
      chat: chat ?? '',
      instance: instance ?? '',
    },
    until,
    reason: (words.reason ?? '').slice(0, LONGEST_REASON),
  };
}

/** A chat may be a person by e-mail address. */
function isId(value: string): boolean {
  return ID.test(value) || /^[^\s@]+@[^\s@]+$/.test(value);
}

const WALL = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::\d{2})?)?$/;

/** A duration from now on, a time on the clock of the configuration, or an ISO time with its own zone; undefined: none of these. */
function momentOf(text: string, timezone: string, now: number): number | undefined {
  const duration = parseDuration(text);
  if (duration) return now + duration.ms;
  const wall = WALL.exec(text);
  if (wall) {
    const [, year, month, day, hour = '00', minute = '00'] = wall;
    const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
    return Number.isNaN(at) ? undefined : zoneOf(timezone).atWall(at);
  }
  const at = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
