import type { CardDetail } from '../../approval/cardDetail.ts';
import type { Field } from '../../approval/field.ts';
import type { Instance, PersonId } from '../../approval/instance.ts';
import type { LeftOut } from '../../approval/leftOut.ts';
import type { Locale } from '../../approval/locale.ts';
import type { Names } from '../../approval/names.ts';
import type { StepOutcome } from '../../approval/openings.ts';
import type { Status } from '../../approval/status.ts';
import type { StoryEntry } from '../../approval/story.ts';
import type { WaitingStep } from '../../approval/waiting.ts';
import type { ReminderNote } from './reminderNote.ts';

/** Everything a card is made of. Texts are raw, as people typed them. */
export interface CardInput {
  /** From the event, never from the API. */
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
  /** Whether the whole form is shown, in its own order; absent: only the key fields are not folded. */
  readonly opensAll?: boolean;
  readonly names: Names;
  /** open_ids to mention, resolved: see `src/approval/mention.ts`. */
  readonly mentions: readonly PersonId[];
  /** People whose ids Feishu refuses: their names are shown without @; absent: nobody. */
  readonly leftOut?: LeftOut | undefined;
  /** Whether those mentioned are notified. In an update nobody is: their names are shown without @. */
  readonly rings: boolean;
  /** What is made; each has its own template. */
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
  /** The content of a reminder or a summary; absent on other cards. */
  readonly reminder?: ReminderNote | undefined;
  /**
   * The step that the card is about; then `status` is that of the step. Absent: the card is about the whole request.
   */
  readonly step?: StepNote | undefined;
}

/** What a card shows of one step. */
export interface StepNote {
  /** Empty: the step has no name. */
  readonly name: string;
  readonly outcome: StepOutcome;
  /** The state of the request. */
  readonly request: { readonly status: Status; readonly changedAt: number };
  /** How it was left; absent: it is open, or nobody decided. */
  readonly decision?: StoryEntry | undefined;
  /** The people it waits for. */
  readonly waiting: readonly WaitingStep[];
}

/**
 * `card`: shows a status, with that status's template. `notice`: one line that replies to a card. `reminder`: who has
 * been waited for too long. `summary`: many requests on one card.
 */
export type CardPurpose = 'card' | 'notice' | 'reminder' | 'summary';
