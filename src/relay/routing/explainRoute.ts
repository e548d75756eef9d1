import type { Condition, Facts, FieldFact, Judgement, Tests } from '../../approval/condition.ts';
import type { Field, FieldValue } from '../../approval/field.ts';
import { comparable } from '../../approval/fieldChoice.ts';
import type { Instance } from '../../approval/instance.ts';
import { fieldsNamed, judgeEntries } from '../../approval/judge.ts';
import { resolveMentions } from '../../approval/mention.ts';
import { isOneOf, type Opening } from '../../approval/openings.ts';
import type { Status } from '../../approval/status.ts';
import { openSteps } from '../../approval/stepNews.ts';
import type { Text } from '../../base/language.ts';
import { chooseFields } from '../../feishu/form/form.ts';
import type { FormReading } from '../../feishu/form/formContext.ts';
import type { ApprovalSettings, ChatEntry } from '../../settings/settings.ts';
import { BECAUSE, SAW } from '../../words/routeText.ts';
import { UNDECIDABLE_REMEDIES } from '../../words/routingText.ts';
import { conditionFacts, type RoutingParts, undecidableReason } from './routing.ts';

/** Whether an instance in a status goes to a chat entry, and why. */
export interface ExplainedEntry {
  readonly entry: ChatEntry;
  readonly gets: 'yes' | 'no' | 'unknown';
  /** Shows a value only as the field rules of the entry would. */
  readonly because: Text;
  /** open_ids of the people whom a card would mention. */
  readonly mentions: readonly string[];
}

/**
 * Explains the routing of an instance entry by entry, by the code that the bot itself runs.
 *
 * @throws FeishuError if Feishu cannot give for now what conditions need
 */
export async function explainRoute(
  parts: RoutingParts,
  approval: ApprovalSettings,
  instance: Instance,
  status: Status,
): Promise<ExplainedEntry[]> {
  const facts = await conditionFacts(parts, approval, instance);
  const judgements = judgeEntries(approval.chats, facts);
  const definitions =
    instance.form.length > 0 ? await parts.definitions.of(approval.code, parts.settings.locale) : [];
  const seen: Explained = { instance, status, open: openSteps({ status, instance }), decided: new Set() };
  return approval.chats.map((entry) => {
    const judgement = judgements.get(entry) ?? { is: 'yes' };
    const reading = { timezone: parts.settings.timezone, locale: entry.locale, definitions };
    const saw = (condition: Condition): Text => sawOf(condition, facts, instance, entry, reading);
    return entry.stage
      ? explainStep({ ...entry, stage: entry.stage }, judgement, saw, seen)
      : explainEntry(entry, judgement, saw, seen);
  });
}

/** What is explained, and the chats for which an entry has decided already. */
interface Explained {
  readonly instance: Instance;
  readonly status: Status;
  readonly open: readonly Opening[];
  readonly decided: Set<string>;
}

type Saw = (condition: Condition) => Text;

function explainEntry(entry: ChatEntry, judgement: Judgement, saw: Saw, seen: Explained): ExplainedEntry {
  const { status, instance, decided } = seen;
  if (!entry.statuses.includes(status)) return notFor(entry, BECAUSE.status(entry.statuses));
  const because = reasonOf(entry, judgement, saw);
  if (judgement.is === 'no') return notFor(entry, because);
  if (decided.has(entry.chat.id)) return notFor(entry, BECAUSE.earlier);
  if (judgement.is === 'unknown') return { entry, gets: 'unknown', because, mentions: [] };
  decided.add(entry.chat.id);
  return { entry, gets: 'yes', because, mentions: resolveMentions(entry.mention, status, instance) };
}

/** An entry for a step is about currently open steps; for each step, the first entry of a chat that holds decides. */
function explainStep(
  entry: ChatEntry & { readonly stage: readonly string[] },
  judgement: Judgement,
  saw: Saw,
  { instance, status, open, decided }: Explained,
): ExplainedEntry {
  const steps = open.filter((step) => isOneOf(step, entry.stage));
  if (steps.length === 0) return notFor(entry, BECAUSE.stepNotOpen(entry.stage, open.map(stepName)));
  const because = reasonOf(entry, judgement, saw);
  if (judgement.is === 'no') return notFor(entry, because);
  const keyOf = ({ id }: Opening): string => `${entry.chat.id} ${id}`;
  const own = steps.filter((step) => !decided.has(keyOf(step)));
  if (own.length === 0) return notFor(entry, BECAUSE.earlier);
  if (judgement.is === 'unknown') return { entry, gets: 'unknown', because, mentions: [] };
  for (const step of own) decided.add(keyOf(step));
  const others = resolveMentions(
    entry.mention.filter((who) => who !== 'approvers'),
    status,
    instance,
  );
  // A step that is only tried has no real approvers.
  const approvers = own.flatMap(({ waitsFor }) => waitsFor).filter((id) => id.startsWith('ou_'));
  return {
    entry,
    gets: 'yes',
    because: BECAUSE.stepOpen(own.map(stepName), judgement.by ? because : undefined),
    mentions: [...new Set([...(entry.mention.includes('approvers') ? approvers : []), ...others])],
  };
}

function stepName({ nodeName, nodeId }: Opening): string {
  return nodeName || nodeId;
}

function notFor(entry: ChatEntry, because: Text): ExplainedEntry {
  return { entry, gets: 'no', because, mentions: [] };
}

function reasonOf({ when }: ChatEntry, judgement: Judgement, saw: (condition: Condition) => Text): Text {
  if (judgement.is === 'unknown') {
    return BECAUSE.undecidable(undecidableReason(judgement), UNDECIDABLE_REMEDIES[judgement.why]);
  }
  const { by } = judgement;
  if (when === 'otherwise') return by ? BECAUSE.another(conditionText(by)) : BECAUSE.otherwise;
  if (!by) return BECAUSE.always;
  const explain = judgement.is === 'no' ? BECAUSE.fails : when.length > 1 ? BECAUSE.allHold : BECAUSE.holds;
  return explain(conditionText(by), saw(by));
}

/** A condition as text: `form.总金额 gte 10000`. */
function conditionText({ subject, tests }: Condition): string {
  return `${subject} ${testsText(tests)}`;
}

function testsText(tests: Tests): string {
  return Object.entries(tests)
    .map(([name, operand]) => {
      if (name === 'not') return `not (${testsText(operand as Tests)})`;
      return `${name} ${Array.isArray(operand) ? operand.join(' | ') : String(operand)}`;
    })
    .join(', ');
}

function sawOf(
  { subject }: Condition,
  facts: Facts,
  { form }: Instance,
  entry: ChatEntry,
  reading: FormReading,
): Text {
  const { applicant, department, fields = [] } = facts;
  if (subject === 'applicant') return SAW.value(applicant.openId || applicant.userId);
  if (subject === 'department') return department === '' ? SAW.nothing : SAW.value(department);
  const named = fieldsNamed(fields, subject.slice('form.'.length)).filter(({ values }) => values.length > 0);
  if (named.length === 0) return SAW.nothing;
  const shown = chooseFields(form, reading, entry.fields);
  const texts = [...new Set(named.flatMap((fact) => shownText(fact, shown)))].filter((text) => text !== '');
  return texts.length > 0 ? SAW.value(texts.join('; ')) : SAW.hidden;
}

/** A value as shown in the chat; empty if it is not shown. */
function shownText({ id, path }: FieldFact, shown: readonly Field[]): string[] {
  const own = shown.find((field) => field.id === id);
  if (own) return [textOf(own.value)];
  const table = shown.find((field) => field.value.kind === 'table' && id.startsWith(`${field.id}.`));
  if (table?.value.kind !== 'table') return [];
  const names = path.at(-1) ?? [];
  const column = table.value.columns.findIndex((label) => names.includes(comparable(label)));
  return table.value.rows.flatMap((row) => {
    const cell = row[column];
    return cell ? [textOf(cell)] : [];
  });
}

function textOf(value: FieldValue): string {
  switch (value.kind) {
    case 'text':
      return value.text.replace(/\s+/g, ' ').slice(0, LONGEST);
    case 'people':
      return value.people.join(', ');
    case 'departments':
      return value.departments.map(({ id, name }) => name || id).join(', ');
    case 'links':
      return value.links.map(({ text }) => text).join(', ');
    case 'table':
      return value.columns.join(', ');
  }
}

/** How many characters of a value are shown. */
const LONGEST = 200;
