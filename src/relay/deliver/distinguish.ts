import type { Field, WidgetDefinition } from '../../approval/field.ts';
import { distinctionOf } from '../../approval/fieldRole.ts';
import type { Instance } from '../../approval/instance.ts';
import type { OverdueInstance } from '../../cards/view/reminderNote.ts';
import { chooseFields } from '../../feishu/form/form.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import type { ChatEntry, FieldSelection } from '../../settings/settings.ts';
import type { DeliverContext } from './deliverContext.ts';
import type { NoteAndPeople } from './noteOfReminder.ts';

/**
 * Adds to each instance of a summary what distinguishes it. A summary may have several approvals, and go to a chat that
 * is mapped to none of them: so it shows only what every chat of the approval may see.
 */
export async function distinguish(
  context: DeliverContext,
  bare: NoteAndPeople,
  entry: ChatEntry,
): Promise<NoteAndPeople> {
  const instances: OverdueInstance[] = [];
  for (const one of bare.note.instances) {
    const { instance, ...rest } = one;
    if (!instance) instances.push(rest);
    else {
      const fields = await fieldsForAll(context, instance, entry);
      instances.push({ ...one, distinction: distinctionOf(fields) });
    }
  }
  return { ...bare, note: { ...bare.note, instances } };
}

async function fieldsForAll(
  { settings, definitions }: DeliverContext,
  instance: Instance,
  entry: ChatEntry,
): Promise<Field[]> {
  if (instance.form.length === 0) return [];
  const { approvalCode, form } = instance;
  const { timezone, locale } = settings;
  const known: readonly WidgetDefinition[] = await definitions.of(approvalCode, locale);
  const reading = { timezone, locale: entry.locale, definitions: known };
  const chats = approvalFor(settings, approvalCode)?.chats ?? [];
  const [first = [], ...others] = distinct([entry, ...chats].map(({ fields }) => fields)).map((choice) =>
    chooseFields(form, reading, choice),
  );
  return first.filter((field) => others.every((fields) => fields.some((other) => isSame(field, other))));
}

function isSame(one: Field, other: Field): boolean {
  return one.id === other.id && JSON.stringify(one.value) === JSON.stringify(other.value);
}

function distinct(choices: readonly FieldSelection[]): FieldSelection[] {
  const seen = new Map(choices.map((choice) => [JSON.stringify(choice), choice]));
  return [...seen.values()];
}
