import { ID, OPEN_ID } from '../../approval/idPattern.ts';
import { parseDuration } from '../../base/duration.ts';
import { OperatorError } from '../../base/errors.ts';
import type { Text } from '../../base/language.ts';
import { zoneOf } from '../../base/zone.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import type { Settings } from '../../settings/settings.ts';
import { isDay } from '../../settings/times.ts';
import type { SilenceFaults } from '../../words/silenceText.ts';
import { allReminderChats } from '../routing/reminderTargets.ts';
import type { SilenceOrder } from './silenceOrder.ts';

/** The input for a new silence. */
export interface SilenceWords {
  readonly person?: string;
  readonly standIn?: string;
  readonly approval?: string;
  readonly chat?: string;
  readonly instance?: string;
  readonly until?: string;
  readonly reason?: string;
}

/** A new silence. */
export type SilenceAdding = Extract<SilenceOrder, { do: 'add' }>;

/** The longest reason; the rest is cut off. */
const LONGEST_REASON = 200;

/**
 * @param faults the texts for problems
 * @throws OperatorError if something is missing, wrong, or in the past
 */
export function silenceOrderOf(
  words: SilenceWords,
  settings: Settings,
  now: number,
  faults: SilenceFaults,
): SilenceAdding {
  const fault = faultIn(words, settings, faults);
  if (fault) throw new OperatorError(fault);
  const until = words.until === undefined ? undefined : momentOf(words.until, settings.timezone, now);
  if (until === undefined || until <= now) throw new OperatorError(faults.badUntil(words.until));
  const { person = '', standIn = '', approval = '', chat = '', instance = '', reason = '' } = words;
  const scope = { person, standIn, approval, chat, instance };
  return { do: 'add', scope, until, reason: reason.slice(0, LONGEST_REASON) };
}

function faultIn(
  { person, standIn, approval, chat, instance }: SilenceWords,
  settings: Settings,
  faults: SilenceFaults,
): Text | undefined {
  const covered = [person, approval, chat, instance].filter((value) => value !== undefined);
  if (covered.length !== 1) return faults.oneOf;
  if (standIn !== undefined && (person === undefined || person === standIn)) return faults.standIn;
  for (const [field, value] of Object.entries({ person, standIn }))
    if (value !== undefined && !OPEN_ID.test(value)) return faults.badPerson(field as 'person', value);
  for (const [field, value] of Object.entries({ approval, chat, instance }))
    if (value !== undefined && !isId(value)) return faults.badId(field as 'approval', value);
  if (approval !== undefined && !approvalFor(settings, approval)) return faults.unknownApproval(approval);
  if (chat !== undefined && !allReminderChats(settings).has(chat)) return faults.unknownChat(chat);
  return undefined;
}

/** A chat may be a person by e-mail address. */
function isId(value: string): boolean {
  return ID.test(value) || /^[^\s@]+@[^\s@]+$/.test(value);
}

const WALL = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::\d{2})?)?$/;

/**
 * A duration from now on, a time in the configured zone, or an ISO time with its own zone; undefined: none of these.
 */
function momentOf(text: string, timezone: string, now: number): number | undefined {
  const duration = parseDuration(text);
  if (duration) return now + duration.ms;
  if (!isDay(text.slice(0, 10))) return undefined;
  const wall = WALL.exec(text);
  if (wall) {
    const [, year, month, day, hour = '00', minute = '00'] = wall;
    const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
    return Number.isNaN(at) ? undefined : zoneOf(timezone).atWall(at);
  }
  const at = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
