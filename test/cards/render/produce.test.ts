import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { produceCard } from '../../../src/cards/render/produce.ts';
import { compileTemplate } from '../../../src/cards/templates/templateSet.ts';
import { BUDGETS, type Budget } from '../../../src/cards/view/budget.ts';
import type { CardInput } from '../../../src/cards/view/cardInput.ts';
import { input, purchase, TEN } from '../cards.ts';
import { cardWords } from '../reader.ts';

const budget = BUDGETS[0] as Budget;

/** Its texts depend on values in every way that a template can. */
const SOURCE = `{"schema":"2.0","body":{"elements":[
  {{#if (gt (field "金额") 10000)}}{"tag":"markdown","content":"large"},{{/if}}
  {{#if (eq (field "类型") "办公")}}{"tag":"markdown","content":"office {{field "类型"}}"},{{/if}}
  {{#each fields}}{"tag":"markdown","content":"{{@index}} {{name}}: {{short value 5}} {{default value "—"}}"},{{/each}}
  {"tag":"markdown","content":"{{date startedAt "YYYY-MM-DD"}} {{word "moreFields" serialNumber}} {{applicant}}"}
]}}`;

const template = (file = 'pending.hbs') => compileTemplate(file, SOURCE, {});

const field = (name: string, text: string) => ({ id: name, name, value: { kind: 'text', text } as const });

function request(amount: string, kind: string, serialNumber: string, startedAt = TEN): CardInput {
  return input('PENDING', {
    instance: purchase({ serialNumber, startedAt }),
    fields: [field('金额', amount), field('类型', kind)].filter(({ value }) => value.text !== ''),
  });
}

describe('one template for many requests', () => {
  it('shows the values of each, and decides by them', () => {
    const shared = template();
    const wordsOf = (one: CardInput) => cardWords(produceCard(shared, one, budget).content);
    const large = wordsOf(request('23,800', '办公', '0007'));
    const small = wordsOf(request('99', '差旅', '0008'));
    expect(large).toContain('large');
    expect(large).toContain('office 办公');
    expect(large).toContain('0 金额: 23,8… 23,800');
    expect(small).not.toMatch(/large|office|23/);
    expect(small).toContain('1 类型: 差旅 差旅');
    expect(wordsOf(request('23,800', '办公', '0007'))).toEqual(large);
  });

  it('gives the same card whatever it gave before', () => {
    const texts = (values: readonly string[]) => fc.constantFrom('', ...values);
    const requests = fc.record({
      amount: texts(['1', '99', '10,000', '23,800', 'ten']),
      kind: texts(['办公', '差旅', '{{amount}}', '"']),
      serial: texts(['0007', '0008']),
      hours: fc.constantFrom(0, 48),
    });
    fc.assert(
      fc.property(fc.array(requests, { minLength: 2, maxLength: 10 }), (list) => {
        const shared = template();
        for (const { amount, kind, serial, hours } of list) {
          const one = request(amount, kind, serial, TEN - hours * 3_600_000);
          expect(produceCard(shared, one, budget)).toEqual(produceCard(template('fresh.hbs'), one, budget));
        }
      }),
      { numRuns: 12 },
    );
  });

  it('is another one once it was loaded again', () => {
    const one = request('99', '办公', '0007');
    produceCard(template(), one, budget);
    const edited = compileTemplate('pending.hbs', SOURCE.replace('office', 'edited'), {});
    expect(cardWords(produceCard(edited, one, budget).content)).toContain('edited 办公');
  });
});
