import type { CardDetail } from '../../approval/cardDetail.ts';
import type { Field } from '../../approval/field.ts';
import type { Instance, PersonId } from '../../approval/instance.ts';
import type { LeftOut } from '../../approval/leftOut.ts';
import type { Locale } from '../../approval/locale.ts';
import type { StepOutcome } from '../../approval/openings.ts';
import type { Status } from '../../approval/status.ts';
import type { StoryEntry } from '../../approval/story.ts';
import type { WaitingStep } from '../../approval/waiting.ts';
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
  /** Whether the whole form stands open, in its own order; absent: the key fields do. */
  readonly opensAll?: boolean;
  readonly names: Names;
  /** open_ids to ring, resolved: see `src/approval/mention.ts`. */
  readonly mentions: readonly PersonId[];
  /** Whose ids Feishu refuses: their names stand there without @; absent: nobody's. */
  readonly leftOut?: LeftOut | undefined;
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
  /** The step that the card is about; absent: the whole request. `status` is then the step's own. */
  readonly step?: StepNote | undefined;
}

/** What a card tells of one step. */
export interface StepNote {
  /** Empty: the step has no name. */
  readonly name: string;
  readonly outcome: StepOutcome;
  /** The request's own state. */
  readonly request: { readonly status: Status; readonly changedAt: number };
  /** How it was left; absent: it is open, or nobody decided. */
  readonly decision?: StoryEntry | undefined;
  /** Whom it waits for. */
  readonly waiting: readonly WaitingStep[];
}

/**
 * `card`: tells a status, by that status's template. `notice`: one line that replies to a card. `reminder`: who has
 * been waited for too long. `summary`: many of them in one card.
 */
export type CardPurpose = 'card' | 'notice' | 'reminder' | 'summary';

/** Names that were looked up; anybody may be missing. */
export interface Names {
  readonly people: ReadonlyMap<PersonId, string>;
  readonly departments: ReadonlyMap<string, string>;
}
