import { instanceLinks } from '../../approval/appLink.ts';
import type { HookDelivery } from '../../approval/delivery.ts';
import type { Field, FieldValue, WidgetDefinition } from '../../approval/field.ts';
import type { Instance } from '../../approval/instance.ts';
import { chooseFields } from '../../feishu/form/form.ts';
import type { DeliverContext } from './deliverContext.ts';

type BodyContext = Pick<DeliverContext, 'settings' | 'definitions' | 'store'>;

/**
 * The request to a hook as JSON text: docs/hooks.md. The same for each try if the instance has not changed. Unknown
 * parts of an instance are null.
 */
export async function hookBody(context: BodyContext, delivery: HookDelivery): Promise<string> {
  const { settings, store } = context;
  const { instanceCode, approvalCode, status, changedAt } = delivery;
  const known = await store.work.knownInstance(instanceCode);
  const instance = known?.snapshot?.instance;
  const { brand, appLink } = settings.feishu;
  return JSON.stringify({
    eventId: eventIdOf(delivery),
    approvalCode,
    instanceCode,
    status,
    changedAt: new Date(changedAt).toISOString(),
    applicant: instance?.applicant || null,
    form: instance ? await formOf(context, instance) : null,
    link: instanceLinks(instanceCode, { brand, appLink }).mobile,
  });
}

/**
 * For a pushed change Feishu's own id. A finding gets one from its content, since another look-up may find it again.
 */
function eventIdOf({ changeId, priority, instanceCode, status, changedAt }: HookDelivery): string {
  return priority === 0 ? changeId : `found:${instanceCode}:${status}:${changedAt}`;
}

async function formOf({ settings, definitions }: BodyContext, instance: Instance): Promise<object[] | null> {
  if (instance.isFormUnreadable) return null;
  const { timezone, locale, defaultFields } = settings;
  const known: readonly WidgetDefinition[] = instance.form.length
    ? await definitions.of(instance.approvalCode, locale)
    : [];
  const fields = chooseFields(instance.form, { timezone, locale, definitions: known }, defaultFields);
  return fields.map(({ id, name, value }: Field) => ({ id, name, ...shownValue(value) }));
}

function shownValue(value: FieldValue): { readonly kind: string; readonly value: unknown } {
  const { kind } = value;
  switch (kind) {
    case 'text':
      return { kind, value: value.text };
    case 'people':
      return { kind, value: value.people };
    case 'departments':
      return { kind, value: value.departments };
    case 'links':
      return { kind, value: value.links };
    case 'table': {
      const rows = value.rows.map((row) => row.map((cell) => (cell ? shownValue(cell).value : null)));
      return { kind, value: { columns: value.columns, rows } };
    }
  }
}
