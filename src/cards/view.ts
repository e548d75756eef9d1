import { instanceLinks } from '../approval/appLink.ts';
import type { Instance } from '../approval/instance.ts';
import { isFinal } from '../approval/status.ts';
import { tellStory } from '../approval/story.ts';
import type { Budget } from './budget.ts';
import type { CardInput } from './cardInput.ts';
import { CardValues } from './cardValues.ts';
import { COLORS } from './colors.ts';
import { timeOfDay } from './moment.ts';
import { isOpenId } from './showValue.ts';
import type { Tokens } from './tokens.ts';
import { type CardValue, textValue, wordsOfValue } from './value.ts';
import { layOut, viewFields } from './viewFields.ts';
import { viewReminder } from './viewReminder.ts';
import { viewEntry, viewStory, viewWaiting } from './viewStory.ts';
import type { Word } from './words.ts';

/** What a template reads: plain data, every text a token. Each field is described in `fields.ts`. */
export type View = Readonly<Record<string, unknown>>;

export function buildView(input: CardInput, tokens: Tokens, budget: Budget): View {
  const { status, instance, reminder } = input;
  const values = new CardValues(input);
  const put = (value: CardValue): string => tokens.put(value);
  const story = tellStory(status, input.changedAt, instance);
  const fields = viewFields(input.fields, values, tokens, budget);
  const names = namesOf(input, values);
  const statusWord = reminderWord(input) ?? (status.toLowerCase() as Word);
  const color = reminder ? (reminder.tellsChanges ? CHANGES_COLOR : REMINDER_COLOR) : COLORS[status];
  const { mobile, pc } = instanceLinks(input.instanceCode, input);
  return {
    status,
    statusName: put(values.word(statusWord)),
    color,
    tagColor: color === 'grey' ? 'neutral' : color,
    isEnded: isFinal(status),
    isKnown: instance !== undefined,
    title: put(names.title),
    summary: put(values.word('summary', names.title, values.word(statusWord))),
    approval: put(names.approval),
    approvalCode: put(values.name(input.approvalCode)),
    instanceCode: put(values.name(input.instanceCode)),
    changedAt: put(values.time(input.changedAt)),
    ...(instance ? viewInstance(instance, values, put) : NO_INSTANCE),
    fields,
    blocks: layOut(fields),
    moreFields: Math.max(0, input.fields.length - fields.length),
    ...viewStory(story, values, tokens, budget),
    ...(story.decision ? { decision: viewEntry(story.decision, values, tokens, budget) } : {}),
    waiting: viewWaiting(story.waiting, values, tokens, budget),
    ...viewReminder(input, values, tokens, budget),
    mentions: put(values.mentions(input.mentions.filter(isOpenId).slice(0, MOST_MENTIONS))),
    asOf: input.asOf === undefined ? '' : put(asOfTime(input.asOf, input, values)),
    link: { mobile: put(textValue(mobile)), pc: put(textValue(pc)) },
  };
}

/** What a card that tells no status is called instead. */
function reminderWord({ reminder }: CardInput): Word | undefined {
  if (reminder?.tellsChanges) return 'caughtUp';
  return reminder && (reminder.isEscalated ? 'escalation' : 'reminder');
}

const REMINDER_COLOR = 'orange';
const CHANGES_COLOR = 'blue';

/** An `<at>` takes some 45 bytes of the card's 28 KB. */
const MOST_MENTIONS = 50;

/** What is not there without an instance; empty texts are false in a template. */
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

function namesOf(input: CardInput, values: CardValues): { approval: CardValue; title: CardValue } {
  const given = values.name(input.approvalName || (input.instance?.approvalName ?? ''));
  const approval = wordsOfValue(given, '') === '' ? values.word('approval') : given;
  const applicant = values.person(input.instance?.applicant ?? '');
  const isNamed = applicant.kind === 'person' && applicant.name !== '';
  if (input.purpose === 'summary') {
    const { count = 0, tellsChanges } = input.reminder ?? {};
    return { approval, title: values.word(tellsChanges ? 'changed' : 'overdue', textValue(String(count))) };
  }
  return { approval, title: isNamed ? values.word('title', applicant, approval) : approval };
}

function asOfTime(asOf: number, { changedAt }: CardInput, values: CardValues): CardValue {
  return { kind: 'time', at: asOf, text: timeOfDay(values.zone, asOf, changedAt) };
}
