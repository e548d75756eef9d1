import { distinctionOf } from '../approval/fieldRole.ts';
import { REMIND, waitsOf } from '../approval/reminder.ts';
import { isFinal } from '../approval/status.ts';
import { workingSpanText } from '../approval/words.ts';
import type { WorkingTime } from '../approval/workingTime.ts';
import { systemClock } from '../base/clock.ts';
import type { CardInput } from '../cards/view/cardInput.ts';
import type { OverdueInstance, OverdueStep } from '../cards/view/reminderNote.ts';
import { rung } from '../relay/deliver/stillWaiting.ts';
import { reminderTarget, workingTimeOf } from '../relay/routing/reminderTargets.ts';
import { REMINDER_DEFAULTS } from '../settings/defaults.ts';
import type { ApprovalSettings, Settings } from '../settings/settings.ts';

/** The reminder settings for a preview; without a configuration the defaults. */
export interface PreviewRules {
  readonly settings: Settings | undefined;
  readonly approval: ApprovalSettings | undefined;
  /** Whether it is the user's own instance, not the sample. */
  readonly isOwn: boolean;
}

const HOUR_MS = 3_600_000;

/**
 * The card of a reminder instead of the one of a status: it names all steps that the instance waits for.
 *
 * @param input the card of a status in which an instance waits
 */
export function remindingInput(input: CardInput, rules: PreviewRules): CardInput {
  const { steps, mentions } = overdueIn(input, rules);
  return {
    ...input,
    purpose: 'reminder',
    mentions,
    // As when it is new: its buttons offer to defer it.
    reminder: { isEscalated: false, steps, instances: [], count: 1, deferral: { by: '' } },
  };
}

/** The card about many instances: reminders of what is pending, or found changes if the status is an end. */
export function gatheringInput(input: CardInput, rules: PreviewRules): CardInput {
  const { instance, asOf: _asOf, ...rest } = input;
  const tellsChanges = isFinal(input.status);
  const { steps, mentions } = tellsChanges ? NOBODY : overdueIn(input, rules);
  const one: OverdueInstance = {
    instanceCode: input.instanceCode,
    approvalName: input.approvalName,
    applicant: instance?.applicant ?? '',
    steps,
    instance,
    distinction: distinctionOf(input.fields),
    ...(tellsChanges ? { status: input.status } : {}),
  };
  // For the sample, also one with almost no details, and one that does not fit.
  const instances = rules.isOwn
    ? [one]
    : [one, { ...one, approvalName: '', applicant: '', instance: undefined }];
  const count = rules.isOwn ? 1 : 3;
  return {
    ...rest,
    purpose: 'summary',
    instanceCode: '',
    fields: [],
    mentions,
    reminder: {
      ...(tellsChanges ? { tellsChanges } : {}),
      isEscalated: false,
      steps: [],
      instances,
      count,
    },
  };
}

const NOBODY = { steps: [], mentions: [] } as const;

function overdueIn(
  input: CardInput,
  { settings, approval, isOwn }: PreviewRules,
): { readonly steps: OverdueStep[]; readonly mentions: string[] } {
  const { instance, status, changedAt, locale } = input;
  const chat = approval?.chats.find((entry) => entry.reminders)?.chat.id ?? '';
  const place = settings && reminderTarget(settings, approval, { chat, rule: REMIND }, status);
  const time = place?.time ?? workingTimeOf(settings ?? ANYWHERE, REMINDER_DEFAULTS);
  const waits = waitsOf(instance, { status, changedAt }).map((wait) => ({ ...wait, count: 1 }));
  const steps = waits.map((step) => ({
    person: step.person,
    node: step.node,
    since: step.since,
    waited: workingSpanText(waitedMs(step.since, time, isOwn), time, locale),
    count: step.count,
  }));
  return { steps, mentions: rung(place?.mention ?? REMINDER_DEFAULTS.mention, waits) };
}

/** The sample has a fixed date: it has waited long enough to show how that is written. */
function waitedMs(since: number, time: WorkingTime, isOwn: boolean): number {
  return isOwn ? time.between(since, systemClock().now()) : 2 * time.dayMs + 3 * HOUR_MS;
}

const ANYWHERE = { timezone: 'Asia/Shanghai', calendar: { holidays: [], workdays: [] } };
