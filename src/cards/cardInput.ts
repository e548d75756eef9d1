import type { Field } from '../approval/field.ts';
import type { Instance, PersonId } from '../approval/instance.ts';
import type { Locale } from '../approval/locale.ts';
import type { Status } from '../approval/status.ts';
import type { ReminderNote } from './reminderNote.ts';

/** Everything a card is made of. Texts are raw, as people typed them. */
export interface CardInput {
  /** The event's, never the API's. */
  readonly status: Status;
  /** When the event says the status changed, ms. */
  readonly changedAt: number;
  /** As last looked up; absent: never seen. */
  readonly instance?: Instance | undefined;
  readonly instanceCode: string;
  readonly approvalCode: string;
  /** Empty: unknown. */
  readonly approvalName: string;
  readonly fields: readonly Field[];
  readonly names: Names;
  /** open_ids to ring, resolved: see `src/approval/mention.ts`. */
  readonly mentions: readonly PersonId[];
  /** Whether those mentioned are rung. In an update nobody is: their names stand there without @. */
  readonly rings: boolean;
  /** What is made; each has a template of its own. */
  readonly purpose: CardPurpose;
  /** A folder under the templates; empty: none. */
  readonly template: string;
  readonly locale: Locale;
  /** IANA name; one that does not exist counts as UTC. */
  readonly timezone: string;
  readonly brand: 'feishu' | 'lark';
  /** Base URL of AppLinks without a slash at its end. */
  readonly appLink: string;
  /** When the instance was looked up, ms. */
  readonly asOf?: number | undefined;
  readonly detail: CardDetail;
  /** What a reminder or a summary tells; absent on other cards. */
  readonly reminder?: ReminderNote | undefined;
}

/**
 * `card`: tells a status, by that status's template. `notice`: one line that replies to a card. `reminder`: who has been
 * waited for too long. `summary`: many of them in one card.
 */
export type CardPurpose = 'card' | 'notice' | 'reminder' | 'summary';

/** Names that were looked up; anybody may be missing. */
export interface Names {
  readonly people: ReadonlyMap<PersonId, string>;
  readonly departments: ReadonlyMap<string, string>;
}

/**
 * How much a card dares, each step simpler than the one before; for when Feishu refuses one.
 * - `fewer-mentions`: rings only people whom Feishu itself named (one bad id fails a card: 230099 / 100290);
 * - `no-mentions`: names without @;
 * - `plain`: plain text only, telephone numbers and e-mail addresses masked (230028);
 * - `minimal`: the title and the button.
 */
export type CardDetail = (typeof DETAILS)[number];

/** Where every card begins. */
export const FULL_DETAIL = 'full' satisfies CardDetail;

const DETAILS = ['full', 'fewer-mentions', 'no-mentions', 'plain', 'minimal'] as const;

/** The next simpler step; undefined at the foot of the ladder. Where nobody is rung, mentions are no trouble. */
export function nextDetail(detail: CardDetail, rings = true): CardDetail | undefined {
  const at = DETAILS.indexOf(detail) + 1;
  return DETAILS[rings ? at : Math.max(at, DETAILS.indexOf('plain'))];
}
