import { distinctionOf } from '../../approval/fieldRole.ts';
import type { Instance } from '../../approval/instance.ts';
import type { Locale } from '../../approval/locale.ts';
import { resolveMentions } from '../../approval/mention.ts';
import { waitsOf } from '../../approval/reminder.ts';
import { isFinal } from '../../approval/status.ts';
import { workingSpanText } from '../../approval/words.ts';
import { chooseFields } from '../../feishu/form/form.ts';
import { type TemplateName, templateNameOf } from '../templates/templateName.ts';
import type { CardInput } from '../view/cardInput.ts';
import type { Deferral, OverdueInstance, OverdueStep, ReminderNote, WeekNote } from '../view/reminderNote.ts';
import { readSampleApproval, SAMPLE_APPROVALS, type SampleApproval } from './sampleApprovals.ts';
import { type SampleStage, stagesOf } from './sampleStages.ts';

/** A sample card: its name, and what it is rendered from. */
export interface SampleCard {
  /** Unique among the cards of one sample: `submitted`, `notice-APPROVED`, `reminder-escalated`, `digest-12`, … */
  readonly name: string;
  readonly template: TemplateName;
  readonly input: CardInput;
}

const HOUR_MS = 3_600_000;
const ZONE = 'Asia/Shanghai';
/** Which days count as working days when a reminder says how long something waits. */
const WORKING_DAY = { dayMs: 9 * HOUR_MS, isPlain: false };
const EVERYTHING = { hide: [], mask: [], show: [] };

/** The stages of a living card, the notices below it, and the reminders of one sample. */
export function cardsOfSample(sample: SampleApproval): SampleCard[] {
  const stages = stagesOf(sample);
  const cards = stages.map((stage) => cardOf(stage.stage, inputOf(sample, stage, 'card')));
  const notices = stages
    .filter((stage) => stage.status !== 'PENDING')
    .map((stage) => cardOf(`notice-${stage.status}`, inputOf(sample, stage, 'notice')));
  const waiting = stages.find(({ stage }) => stage === 'forward');
  const reminders = waiting
    ? [
        cardOf('reminder', remindingInput(sample, waiting, { deferral: { by: '' } })),
        cardOf('reminder-deferred', remindingInput(sample, waiting, { deferral: deferredIn(waiting) })),
        cardOf('reminder-stopped', remindingInput(sample, waiting, { deferral: stoppedIn(waiting) })),
        cardOf('reminder-escalated', remindingInput(sample, waiting, { isEscalated: true })),
      ]
    : [];
  return [...cards, ...notices, ...reminders];
}

/** Cards about many instances: reminders in one card, and changes that were found in one card. */
export function cardsOfMany(locale: Locale): SampleCard[] {
  const samples = SAMPLE_APPROVALS.map((name) => readSampleApproval(name, locale));
  const [first] = samples;
  const submitted = first && stagesOf(first)[0];
  if (!first || !submitted) return [];
  const base = inputOf(first, submitted, 'summary');
  const waiting = samples.map((sample) => overdueIn(sample, 'forward'));
  const changed = samples.map((sample, i) => changedIn(sample, i));
  return [
    summaryOf('digest-1', base, { instances: waiting.slice(0, 1), count: 1 }),
    summaryOf('digest-12', base, { instances: waiting, count: waiting.length }),
    summaryOf('digest-57', base, { instances: waiting, count: 57 }),
    summaryOf('overview-week', base, {
      instances: waiting,
      count: waiting.length,
      week: weekOf(waiting, locale),
    }),
    summaryOf('summary-12', base, { instances: changed, count: changed.length, tellsChanges: true }),
    summaryOf('summary-57', base, { instances: changed, count: 57, tellsChanges: true }),
  ];
}

function cardOf(name: string, input: CardInput): SampleCard {
  return { name, template: templateNameOf(input), input };
}

function inputOf(sample: SampleApproval, stage: SampleStage, purpose: CardInput['purpose']): CardInput {
  const { locale, definitions, names } = sample;
  const { instance, status, changedAt } = stage;
  const reading = { timezone: ZONE, locale, definitions };
  return {
    status,
    changedAt,
    instance,
    instanceCode: instance.instanceCode,
    approvalCode: instance.approvalCode,
    approvalName: instance.approvalName,
    fields: chooseFields(instance.form, reading, EVERYTHING),
    names,
    mentions: resolveMentions(['approvers', 'applicant'], status, instance),
    // An update notifies nobody.
    rings: purpose !== 'card' || stage.stage === 'submitted',
    purpose,
    template: '',
    locale,
    timezone: reading.timezone,
    brand: 'feishu',
    appLink: 'https://applink.feishu.cn',
    asOf: Math.max(changedAt, lastTimeIn(instance)),
    detail: 'full',
  };
}

/** Deferred until the next morning by the person who must act. */
function deferredIn({ instance, status, changedAt }: SampleStage): Deferral {
  const [wait] = waitsOf(instance, { status, changedAt });
  return { by: wait?.person ?? '', until: (wait?.since ?? changedAt) + 72 * HOUR_MS };
}

function stoppedIn(stage: SampleStage): Deferral {
  return { ...deferredIn(stage), until: null };
}

function remindingInput(
  sample: SampleApproval,
  stage: SampleStage,
  { isEscalated = false, deferral }: { readonly isEscalated?: boolean; readonly deferral?: Deferral },
): CardInput {
  const steps = stepsOf(stage, sample.locale, isEscalated ? 3 : 1);
  return {
    ...inputOf(sample, stage, 'reminder'),
    rings: true,
    mentions: [...new Set(steps.map((step) => step.person))].filter((person) => person !== ''),
    reminder: { isEscalated, steps, instances: [], count: 1, ...(deferral ? { deferral } : {}) },
  };
}

function summaryOf(
  name: string,
  base: CardInput,
  note: Pick<ReminderNote, 'instances' | 'count' | 'tellsChanges' | 'week'>,
): SampleCard {
  const { instance: _instance, asOf: _asOf, ...rest } = base;
  const reminder = { isEscalated: false, steps: [], ...note };
  return cardOf(name, { ...rest, instanceCode: '', fields: [], mentions: [], rings: true, reminder });
}

/** A busy week, with its slowest step where one of the samples waits. */
function weekOf(waiting: readonly OverdueInstance[], locale: Locale): WeekNote {
  const slow = waiting.find(({ steps }) => steps[0] && steps[0].node !== '');
  const span = (hours: number): string => workingSpanText(hours * HOUR_MS, WORKING_DAY, locale);
  const [step] = slow?.steps ?? [];
  return {
    from: '11-16',
    to: '11-22',
    created: 47,
    decided: 44,
    median: span(7),
    p90: span(22),
    before: { created: 38, decided: 41, median: span(9) },
    ...(slow && step
      ? { slowest: { approvalName: slow.approvalName, stepName: step.node, median: span(20) } }
      : {}),
  };
}

function overdueIn(sample: SampleApproval, wanted: SampleStage['stage']): OverdueInstance {
  const stage = stagesOf(sample).find((one) => one.stage === wanted);
  const about = { ...aboutSample(sample), instance: stage?.instance };
  return { ...about, steps: stage ? stepsOf(stage, sample.locale, 1) : [] };
}

/** Each of the samples became something else, so a summary shows every status that ends an instance. */
function changedIn(sample: SampleApproval, index: number): OverdueInstance {
  const ends = stagesOf(sample).filter((stage) => isFinal(stage.status));
  const { status = 'APPROVED' } = ends[index % ends.length] ?? {};
  return { ...aboutSample(sample), steps: [], status };
}

function aboutSample({ instance, locale, definitions }: SampleApproval): Omit<OverdueInstance, 'steps'> {
  const { instanceCode, approvalName, applicant } = instance;
  const fields = chooseFields(instance.form, { timezone: ZONE, locale, definitions }, EVERYTHING);
  return { instanceCode, approvalName, applicant, instance, distinction: distinctionOf(fields) };
}

function stepsOf({ instance, status, changedAt }: SampleStage, locale: Locale, count: number): OverdueStep[] {
  const waits = waitsOf(instance, { status, changedAt });
  const starts = [...new Set(waits.map((wait) => wait.since))];
  return waits.map(({ person, node, since }) => ({
    person,
    node,
    since,
    waited: workingSpanText(
      2 * WORKING_DAY.dayMs + (3 + starts.indexOf(since)) * HOUR_MS,
      WORKING_DAY,
      locale,
    ),
    count,
  }));
}

function lastTimeIn({ timeline, tasks }: Instance): number {
  return Math.max(0, ...timeline.map((entry) => entry.at ?? 0), ...tasks.map((task) => task.startedAt ?? 0));
}
