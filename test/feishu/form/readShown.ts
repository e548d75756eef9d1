import type { FieldValue, WidgetDefinition } from '../../../src/approval/field.ts';
import type { FieldChoice } from '../../../src/approval/fieldChoice.ts';
import type { Locale } from '../../../src/approval/locale.ts';
import { chooseFields, readForm } from '../../../src/feishu/form/form.ts';
import { readWidgets } from '../../../src/feishu/form/formWidgets.ts';

/** What a test says of the reading; the rest is as in a fresh configuration. */
export interface ReadOptions {
  readonly locale?: Locale;
  readonly timezone?: string;
  readonly definitions?: readonly WidgetDefinition[];
}

const NOTHING_CHOSEN: FieldChoice = { hide: [], mask: [], show: [] };

function readingOf({ locale = 'zh-CN', timezone = 'Asia/Shanghai', definitions }: ReadOptions) {
  return { locale, timezone, ...(definitions ? { definitions } : {}) };
}

/** A form as Feishu sends it, read for a chat: `name: what a reader sees`. */
export function shown(
  form: unknown,
  options: ReadOptions = {},
  choice: Partial<FieldChoice> = {},
): Record<string, string> {
  const widgets = readWidgets(JSON.stringify(form));
  const fields = chooseFields(widgets, readingOf(options), { ...NOTHING_CHOSEN, ...choice });
  return Object.fromEntries(fields.map(({ name, value }) => [name, seen(value)]));
}

/** The same with nothing masked or hidden. */
export function whole(form: unknown, options: ReadOptions = {}): Record<string, string> {
  const fields = readForm(readWidgets(JSON.stringify(form)), readingOf(options));
  return Object.fromEntries(fields.map(({ name, value }) => [name, seen(value)]));
}

/** The only field of a form with one widget named 字段名; undefined if nothing is shown. */
export function shownOf(widget: Record<string, unknown>, options: ReadOptions = {}): string | undefined {
  return shown([{ id: 'widget1', name: '字段名', ...widget }], options).字段名;
}

/** A value as one text: ids in brackets, cells between bars. */
export function seen(value: FieldValue): string {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'people':
      return value.people.map((id) => `[${id}]`).join('') + (value.unnamed ? `+${value.unnamed}` : '');
    case 'departments':
      return value.departments.map(({ id, name }) => `[${id}]${name}`).join('');
    case 'links':
      return value.links
        .map((link) => `${link.text}(${'url' in link ? link.url : link.instanceCode})`)
        .join(' ');
    case 'table': {
      const lines = value.rows.map((row) => row.map((cell) => (cell ? seen(cell) : '')).join(' | '));
      return [value.columns.join(' | '), ...lines].join('\n');
    }
  }
}
