import { instanceLinks } from '../../approval/appLink.ts';
import { distinctionOf } from '../../approval/fieldRole.ts';
import type { Instance } from '../../approval/instance.ts';
import { isFinal } from '../../approval/status.ts';
import { buildStory, type Story, type StoryEntry } from '../../approval/story.ts';
import { type WaitingStep, waitingSteps } from '../../approval/waiting.ts';
import { isOpenId } from '../render/showValue.ts';
import type { Budget } from './budget.ts';
import type { CardInput } from './cardInput.ts';
import { CardValues } from './cardValues.ts';
import { COLORS } from './colors.ts';
import { timeOfDay } from './moment.ts';
import type { Tokens } from './tokens.ts';
import { type CardValue, several, textValue, wordsOfValue } from './value.ts';
import { viewForm } from './viewForm.ts';
import { viewReminder } from './viewReminder.ts';
import { viewEntry, viewStory, viewWaiting } from './viewStory.ts';
import { type TitleValues, titleValues } from './viewTitle.ts';
import type { Word } from './words.ts';

/** What a template reads: plain data, every text a token. Each field is described in `fields.ts`. */
export type View = Readonly<Record<string, unknown>>;

export function buildView(input: CardInput, tokens: Tokens, budget: Budget): View {
  const { status, instance, reminder } = input;
  const values = new CardValues(input);
  const put = (value: CardValue): string => tokens.put(value);
  const story = storyOf(input);
  const titles = titlesOf(input, values);
  const heading = several(
    [titles.title, titles.extent].filter((part) => wordsOfValue(part, '') !== ''),
    ' · ',
  );
  const statusName = statusNameOf(input, values);
  const color = colorOf(input);
  const rung = input.mentions.filter(isOpenId).slice(0, MOST_MENTIONS);
  const inSentence = new Set(
    (reminder?.steps ?? [])
      .slice(0, budget.story)
      .map((step) => step.standIn ?? step.person)
      .concat(reminder ? [] : story.waiting.slice(0, budget.story).flatMap((step) => step.people)),
  );
  const { mobile, pc } = instanceLinks(input.instanceCode, input);
  return {
    status,
    statusName: put(statusName),
    color,
    tagColor: color === 'grey' ? 'neutral' : color,
    isEnded: isFinal(status),
    isKnown: instance !== undefined,
    title: put(titles.title),
    whose: put(titles.whose),
    extent: put(titles.extent),
    namesApplicant: titles.namesApplicant,
    namesNumber: titles.namesNumber,
    summary: put(values.word('summary', heading, statusName)),
    approval: put(titles.approval),
    approvalCode: put(values.name(input.approvalCode)),
    instanceCode: put(values.name(input.instanceCode)),
    changedAt: put(values.time(input.changedAt)),
    ...(instance ? viewInstance(instance, values, put) : NO_INSTANCE),
    submittedAt: instance?.startedAt === undefined ? '' : put(values.shortTime(instance.startedAt)),
    ...viewForm(input, { values, tokens, budget }, titles.shown),
    ...viewStory(story, values, tokens, budget),
    ...(story.decision ? { decision: viewEntry(story.decision, values, tokens, budget) } : {}),
    waiting: viewWaiting(story.waiting, rung, { values, tokens, budget }),
    late: viewWaiting(lateSteps(input), [], { values, tokens, budget }).map(({ node, people }) => ({
      node,
      people,
    })),
    ...viewReminder(input, rung, { values, tokens, budget }),
    mentions: put(values.mentions(rung)),
    otherMentions: input.rings ? put(values.mentions(rung.filter((id) => !inSentence.has(id)))) : '',
    asOf: input.asOf === undefined ? '' : put(asOfTime(input.asOf, input, values)),
    openLink: put(values.link(values.word('openShort'), input.instanceCode)),
    link: { mobile: put(textValue(mobile)), pc: put(textValue(pc)) },
  };
}

/** What happened; for a step: how it was left, and whom it waits for. */
function storyOf({ status, changedAt, instance, step }: CardInput): Story {
  if (!step) return buildStory(status, changedAt, instance);
  const { decision, waiting, request } = step;
  const { entries } = buildStory(request.status, request.changedAt, instance);
  const isDecision = (one: StoryEntry): boolean =>
    one.at === decision?.at && one.deed === decision?.deed && one.who === decision.who;
  const decided = entries.find(isDecision) ?? decision;
  return { entries, waiting, ...(decided ? { decision: decided } : {}) };
}

/** Who let the time run out; nobody if the look-up is older than that, since they may have decided meanwhile. */
function lateSteps({ status, changedAt, instance, step, asOf = 0 }: CardInput): readonly WaitingStep[] {
  const isKnown = status === 'OVERTIME_CLOSE' && step === undefined && asOf >= changedAt;
  return isKnown && instance ? waitingSteps(instance) : [];
}

function statusNameOf(input: CardInput, values: CardValues): CardValue {
  const { step, status } = input;
  const own = reminderWord(input) ?? (status.toLowerCase() as Word);
  if (!step) return values.word(own);
  const word = step.outcome === 'sentBack' ? 'stepSentBack' : step.outcome === 'passed' ? 'stepPassed' : own;
  return step.name === ''
    ? values.word(word)
    : values.word('stepStatus', values.name(step.name), values.word(word));
}

function colorOf({ reminder, step, status }: CardInput): string {
  if (reminder) return reminder.tellsChanges ? CHANGES_COLOR : REMINDER_COLOR;
  if (step?.outcome === 'sentBack') return REMINDER_COLOR;
  return step?.outcome === 'passed' ? COLORS.CANCELED : COLORS[status];
}

/** The title word of a card that shows no status. */
function reminderWord({ reminder }: CardInput): Word | undefined {
  if (reminder?.tellsChanges) return 'caughtUp';
  return reminder && (reminder.isEscalated ? 'escalation' : 'reminder');
}

const REMINDER_COLOR = 'orange';
const CHANGES_COLOR = 'blue';

/** An `<at>` takes some 45 bytes of the card's 28 KB. */
const MOST_MENTIONS = 50;

/** The fields that are empty without an instance; empty texts are false in a template. */
const NO_INSTANCE = {
  serialNumber: '',
  applicant: '',
  department: '',
  startedAt: '',
  endedAt: '',
  original: '',
  revises: '',
} as const;

function viewInstance(instance: Instance, values: CardValues, put: (value: CardValue) => string): View {
  const { revertedInstanceCode: revoked, modifiedInstanceCode: edited } = instance;
  const original = revoked ?? edited;
  return {
    serialNumber: put(values.name(instance.serialNumber)),
    applicant: instance.applicant === '' ? '' : put(values.person(instance.applicant)),
    department: instance.departmentId === '' ? '' : put(values.department(instance.departmentId)),
    startedAt: instance.startedAt === undefined ? '' : put(values.time(instance.startedAt)),
    endedAt: instance.endedAt === undefined ? '' : put(values.time(instance.endedAt)),
    original: original === undefined ? '' : put(values.link(values.word('original'), original)),
    revises: original === undefined ? '' : put(values.word(revoked === undefined ? 'edits' : 'revokes')),
  };
}

function titlesOf(input: CardInput, values: CardValues): TitleValues {
  const { instance, changedAt, fields, purpose, reminder } = input;
  const titles = titleValues(
    {
      approvalName: input.approvalName || (instance?.approvalName ?? ''),
      applicant: instance?.applicant ?? '',
      distinction: distinctionOf(fields),
      serialNumber: instance?.serialNumber ?? '',
      changedAt,
    },
    values,
  );
  if (purpose !== 'summary') return titles;
  const { count = 0, tellsChanges, week } = reminder ?? {};
  if (week && count === 0)
    return { ...titles, whose: values.word('weekOnly'), title: values.word('weekOnly') };
  const title = values.word(tellsChanges ? 'changed' : 'overdue', textValue(String(count)));
  return { ...titles, whose: title, title };
}

function asOfTime(asOf: number, { changedAt }: CardInput, values: CardValues): CardValue {
  return { kind: 'time', at: asOf, text: values.localTime(timeOfDay(values.zone, asOf, changedAt)) };
}
