import { distinctionOf } from '../../approval/fieldRole.ts';
import type { Instance } from '../../approval/instance.ts';
import { concerns, type Wait } from '../../approval/reminder.ts';
import { workingSpanText } from '../../approval/words.ts';
import type { CardInput } from '../../cards/view/cardInput.ts';
import { MOST_SHOWN, type OverdueInstance, type OverdueStep } from '../../cards/view/reminderNote.ts';
import { chooseFields } from '../../feishu/form/form.ts';
import type { ChatEntry } from '../../settings/settings.ts';
import type { Needs } from '../context/context.ts';
import { openWaits } from '../routing/openWaits.ts';
import { workingTimeOf } from '../routing/reminderTargets.ts';

type PendingContext = Needs<
  'settings' | 'routing' | 'definitions' | 'people' | 'clock',
  'openInstances' | 'knownInstance'
>;

/** A pending instance, and the chat's entry for it. */
interface Waiting {
  readonly instanceCode: string;
  readonly entry: ChatEntry;
  readonly waits: readonly Wait[];
  /** When the first of its steps began to wait, ms. */
  readonly since: number;
}

/**
 * The pending instances that a chat would get now, the longest waiting first, as the input of a card; undefined: there
 * are none. By the recorded state, with the fields that the chat may see. It mentions nobody.
 *
 * @param first an entry of the chat: its language and its templates apply to the card
 * @throws FeishuError if Feishu cannot give for now what a condition needs
 */
export async function pendingCard(context: PendingContext, first: ChatEntry): Promise<CardInput | undefined> {
  const { settings, people, clock } = context;
  const all = await waitingIn(context, first.chat.id);
  if (all.length === 0) return undefined;
  all.sort((a, b) => a.since - b.since);
  const now = clock.now();
  const instances: OverdueInstance[] = [];
  for (const one of all.slice(0, MOST_SHOWN)) instances.push(await shownOf(context, one, now));
  const who = instances.flatMap(({ applicant, steps }) => [applicant, ...steps.map(({ person }) => person)]);
  return {
    status: 'PENDING',
    changedAt: now,
    instanceCode: '',
    approvalCode: '',
    approvalName: '',
    fields: [],
    names: await people.namesOf(
      [...new Set(who)].filter((id) => id !== ''),
      [],
    ),
    mentions: [],
    rings: false,
    purpose: 'summary',
    template: first.template,
    locale: first.locale,
    timezone: settings.timezone,
    brand: settings.feishu.brand,
    appLink: settings.feishu.appLink,
    detail: 'full',
    reminder: { isEscalated: false, steps: [], instances, count: all.length },
  };
}

async function waitingIn(context: PendingContext, chat: string): Promise<Waiting[]> {
  const found: Waiting[] = [];
  for await (const { instanceCode, entries, waits } of openWaits(context, (one) => one.chat.id === chat)) {
    // An entry for the whole instance says how it is shown, before one for a step.
    const entry =
      entries.find(({ stage }) => !stage) ??
      entries.find(({ stage }) => waits.some((one) => concerns(stage, one)));
    if (entry)
      found.push({ instanceCode, entry, waits, since: Math.min(...waits.map(({ since }) => since)) });
  }
  return found;
}

async function shownOf(
  context: PendingContext,
  { instanceCode, entry, waits }: Waiting,
  now: number,
): Promise<OverdueInstance> {
  const known = await context.store.work.knownInstance(instanceCode);
  const instance = known?.snapshot?.instance;
  const { approvalName = '', applicant = '' } = instance ?? {};
  const steps = waits.map((wait) => stepOf(context, entry, wait, now));
  if (!instance) return { instanceCode, approvalName, applicant, steps };
  const distinction = distinctionOf(await fieldsOf(context, entry, instance));
  return { instanceCode, approvalName, applicant, steps, instance, distinction };
}

function stepOf(
  { settings }: PendingContext,
  { reminders, locale }: ChatEntry,
  { person, node, since }: Wait,
  now: number,
): OverdueStep {
  const always = { calendar: 'always', hours: { startMinute: 0, endMinute: 1_440 } } as const;
  const time = workingTimeOf(settings, reminders || settings.reminders || always);
  return { person, node, since, count: 0, waited: workingSpanText(time.between(since, now), time, locale) };
}

async function fieldsOf(
  { settings, definitions }: PendingContext,
  entry: ChatEntry,
  { form, approvalCode }: Instance,
): Promise<ReturnType<typeof chooseFields>> {
  if (form.length === 0) return [];
  const known = await definitions.of(approvalCode, settings.locale);
  const { timezone } = settings;
  return chooseFields(form, { timezone, locale: entry.locale, definitions: known }, entry.fields);
}
