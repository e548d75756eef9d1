import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Field, FieldValue } from '../../../src/approval/field.ts';
import type { FieldChoice } from '../../../src/approval/fieldChoice.ts';
import { chooseFields, readForm } from '../../../src/feishu/form/form.ts';
import type { FormReading } from '../../../src/feishu/form/formContext.ts';
import { readDefinition } from '../../../src/feishu/form/formDefinition.ts';
import { formFacts } from '../../../src/feishu/form/formFacts.ts';
import { readWidgets } from '../../../src/feishu/form/formWidgets.ts';
import { seen } from './readShown.ts';

const TYPES = (
  'input textarea number amount formula date dateInterval radio radioV2 checkbox checkboxV2 contact department address ' +
  'telephone attachmentV2 attachment image imageV2 connect document fieldList leaveGroup leaveGroupV2 ' +
  'widgetLeaveGroupV2 workGroup remedyGroup remedyGroupV2 shiftGroup shiftGroupV2 tripGroup outGroup account text ' +
  'serialNumber mutableGroup location apaascorehrOnboardingGroup constructor __proto__'
).split(' ');

const MEMBERS = (
  'id name text value key type start end interval unit reason schedule peer open_id open_ids url title token ext ' +
  'option currency country_code national_number widgetAccountNumber widgetLeaveGroupReason __proto__ toString'
).split(' ');

const member = fc.constantFrom(...MEMBERS);
const scalar = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(
    null,
    '2026-11-20T09:00:00Z',
    'ou_1',
    'jxpsebqp-0',
    '{"text":"x"}',
    '[[]]',
    '\\u0026',
    '1e999',
  ),
  fc.constantFrom(...TYPES),
);
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(member, tie('value'), { maxKeys: 5 }),
  ),
}));
const anyWidget = fc.record(
  {
    id: fc.constantFrom('w1', 'w2', ''),
    name: fc.oneof(scalar, fc.constant('@i18n@1')),
    type: fc.constantFrom(...TYPES),
    value: anyValue,
    ext: anyValue,
    option: anyValue,
    open_ids: anyValue,
    timezoneOffset: scalar,
  },
  { requiredKeys: [] },
);
const anyForm = fc.oneof(
  fc.array(anyWidget, { maxLength: 4 }).map((form) => JSON.stringify(form)),
  anyValue.map((form) => JSON.stringify(form)),
  fc.json(),
  fc.string(),
  anyValue,
);
const anyReading: fc.Arbitrary<FormReading> = fc.record({
  timezone: fc.constantFrom('Asia/Shanghai', 'America/St_Johns', 'UTC', 'nowhere', ''),
  locale: fc.constantFrom('zh-CN', 'en-US', 'ja-JP'),
  definitions: anyForm.map((form) => readDefinition(form, 'zh-CN')),
});
const name = fc.constantFrom('w1', 'value', 'reason', '字段', '');
const names = fc.array(name, { maxLength: 2 });
const anyChoice: fc.Arbitrary<FieldChoice> = fc.record(
  { only: names, hide: names, mask: names, show: names },
  { requiredKeys: ['hide', 'mask', 'show'] },
);

/** Everything a reader would see, and the promises of the types about it. */
function readout(fields: readonly Field[]): string {
  for (const { name: label, value } of fields) {
    expect(label).not.toBe('');
    expect(label).not.toContain('@i18n@');
    checkValue(value);
  }
  return fields.map(({ name: label, value }) => `${label}\n${seen(value)}`).join('\n');
}

function checkValue(value: FieldValue): void {
  if (value.kind === 'text') expect(value.text.trim()).not.toBe('');
  if (value.kind === 'people') expect(value.people.every((id) => /^ou_[\w-]+$/.test(id))).toBe(true);
  if (value.kind !== 'table') return;
  expect(value.columns.length).toBeGreaterThan(0);
  for (const row of value.rows) {
    expect(row).toHaveLength(value.columns.length);
    for (const cell of row) if (cell) checkValue(cell);
  }
}

describe('whatever a form holds', () => {
  it('reading it neither throws nor shows the insides of a program', () => {
    fc.assert(
      fc.property(anyForm, anyReading, anyChoice, (form, reading, choice) => {
        const widgets = readWidgets(form);
        const given = JSON.stringify(form ?? '');
        for (const fields of [readForm(widgets, reading), chooseFields(widgets, reading, choice)]) {
          const output = readout(fields);
          for (const inside of ['[object Object]', 'undefined', 'NaN', 'Infinity', '[object']) {
            if (!given.includes(inside)) expect(output).not.toContain(inside);
          }
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('a number of a telephone or an account never shows more than its end', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 5, maxLength: 24 });
    const spaced = digits.map((text) => text.replace(/(....)(?=.)/g, '$1 '));
    const hidden = (form: unknown): string =>
      readout(
        chooseFields(
          readWidgets(JSON.stringify(form)),
          { timezone: 'UTC', locale: 'zh-CN' },
          { hide: [], mask: [], show: [] },
        ),
      ).replace(/\s/g, '');
    fc.assert(
      fc.property(fc.oneof(digits, spaced), fc.constantFrom('+86', '1', ''), (number, country) => {
        const output = [
          {
            id: 'a',
            name: 'a',
            type: 'telephone',
            value: { country_code: country, national_number: number },
          },
          { id: 'b', name: 'b', type: 'telephone', value: number },
          { id: 'c', name: 'c', type: 'account', value: { widgetAccountNumber: number } },
        ].map((widget) => hidden([widget]));
        const tail = number.replace(/\s/g, '').slice(-5);
        for (const text of output) expect(text).not.toContain(tail);
      }),
    );
  });

  it('a long text that begins like a date or a number is read in no time', () => {
    const long = ['2026-01-01'.padEnd(200_000), '9'.repeat(200_000), `0.${'0'.repeat(200_000)}1`];
    for (const value of [`${long[0]}x`, ...long.slice(1)]) {
      for (const type of ['textarea', 'amount', 'number', 'date', 'dateInterval', 'leaveGroupV2']) {
        const name = '总金额';
        const given = type === 'dateInterval' ? { start: value, end: value, interval: value } : value;
        const widgets = readWidgets(JSON.stringify([{ id: 'w1', name, type, value: given }]));
        const reading = { timezone: 'Asia/Shanghai', locale: 'zh-CN' } as const;
        expect(readForm(widgets, reading).map((field) => field.name)).toEqual([name]);
        expect(formFacts(widgets, reading)).toBeDefined();
      }
    }
  });

  it.each([
    ['addresses', 'http://'.repeat(60_000)],
    ['a digit repeated', `widget${'5'.repeat(300_000)}-`],
    ['a letter and digits', `z${'9'.repeat(300_000)}-`],
  ])('a long text of %s is read in no time, as a value and as a key', (_, text) => {
    for (const value of [text, { [text]: 'x' }, [{ name: text, value: text }]]) {
      const widgets = readWidgets(JSON.stringify([{ id: 'w1', name: '说明', type: 'location', value }]));
      const reading = { timezone: 'Asia/Shanghai', locale: 'zh-CN' } as const;
      expect(readForm(widgets, reading).map((field) => field.name)).toEqual(['说明']);
    }
  });

  it('a form of 400 long fields is read whole', () => {
    const long = '这是一段很长的说明。'.repeat(1_000);
    const form = Array.from({ length: 400 }, (_, index) => ({
      id: `w${index}`,
      name: `账户说明 ${index}`,
      type: index % 2 ? 'textarea' : 'novelty',
      value: index % 3 ? long : '1a '.repeat(10_000),
    }));
    const fields = chooseFields(
      readWidgets(JSON.stringify(form)),
      { timezone: 'Asia/Shanghai', locale: 'zh-CN' },
      { hide: [], mask: [], show: [] },
    );
    expect(fields).toHaveLength(400);
  });
});
