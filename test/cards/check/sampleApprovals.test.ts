import { describe, expect, it } from 'vitest';
import { LOCALES } from '../../../src/approval/locale.ts';
import { STATUSES } from '../../../src/approval/status.ts';
import { approvalInputs } from '../../../src/cards/check/approvalInputs.ts';
import { readSampleApproval, SAMPLE_APPROVALS } from '../../../src/cards/check/sampleApprovals.ts';
import { cardsOfMany, cardsOfSample } from '../../../src/cards/check/sampleCards.ts';
import { stagesOf } from '../../../src/cards/check/sampleStages.ts';
import { inLocale } from '../../../src/cards/check/sampleTexts.ts';
import { renderCard } from '../../../src/cards/render/render.ts';
import { TEMPLATE_NAMES } from '../../../src/cards/templates/templateName.ts';
import type { CardInput } from '../../../src/cards/view/cardInput.ts';
import { cardRefusal } from '../../../src/sandbox/card/cardCheck.ts';
import { packagedSet } from '../../support/packagedSet.ts';

const render = (input: CardInput) => renderCard(packagedSet(), input);
const every = LOCALES.flatMap((locale) => SAMPLE_APPROVALS.map((name) => [name, locale] as const));

describe('the sample approvals', () => {
  it.each(every)('%s in %s is an answer of get-instance, with its definition', (name, locale) => {
    const sample = readSampleApproval(name, locale);
    expect(JSON.parse(sample.snapshot)).toMatchObject({
      status: 'APPROVED',
      form: expect.stringMatching(/^\[\{/),
      task_list: expect.any(Array),
      timeline: expect.any(Array),
    });
    expect(sample.instance.form.length).toBeGreaterThan(0);
    expect(sample.definitions.map((one) => one.id)).toEqual(sample.instance.form.map((one) => one.id));
    for (const person of [sample.instance.applicant, ...sample.instance.tasks.map((task) => task.person)]) {
      expect(sample.names.people.get(person)).toBeTruthy();
    }
  });

  it('has no Chinese word in its English texts, nor a Latin name in the Chinese ones', () => {
    for (const name of SAMPLE_APPROVALS.filter((one) => one !== 'hostile')) {
      expect(readSampleApproval(name, 'en-US').snapshot).not.toMatch(/[\u3040-\u30ff\u3400-\u9fff]/);
      expect(readSampleApproval(name, 'zh-CN').snapshot).not.toMatch(/Maya|Priya|[\u3040-\u30ff]/);
    }
  });

  it.each(SAMPLE_APPROVALS)('%s lives through every status, each later than the one it follows', (name) => {
    const stages = stagesOf(readSampleApproval(name, 'zh-CN'));
    expect(new Set(stages.map((stage) => stage.status))).toEqual(new Set(STATUSES));
    const [submitted, forward, approved] = stages;
    expect(submitted?.instance.tasks.filter((task) => task.status === 'PENDING').length).toBeGreaterThan(0);
    expect(forward?.instance.tasks.filter((task) => task.status === 'PENDING').length).toBeGreaterThan(0);
    expect(approved?.instance.tasks.some((task) => task.status === 'PENDING')).toBe(false);
    const timeline = stages.map((stage) => stage.instance.timeline.map((entry) => entry.at ?? 0));
    for (const times of timeline) expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it.each(every)('every card of %s in %s is one that Feishu takes', (name, locale) => {
    const cards = cardsOfSample(readSampleApproval(name, locale));
    expect(new Set(cards.map((card) => card.name)).size).toBe(cards.length);
    for (const { name: card, input } of cards) {
      const { content, fallback } = render(input);
      expect({ card, fallback, refusal: cardRefusal(content) }).toEqual({ card });
    }
  });

  it.each(LOCALES)('every card about many in %s is one that Feishu takes', (locale) => {
    for (const { name: card, input } of cardsOfMany(locale)) {
      const { content, fallback } = render(input);
      expect({ card, fallback, refusal: cardRefusal(content) }).toEqual({ card });
    }
  });

  it('gives a template the inputs that are meant for it', () => {
    const inputs = approvalInputs();
    expect([...inputs.keys()].sort()).toEqual([...TEMPLATE_NAMES].sort());
    expect(inputs.get('pending')?.length).toBe(SAMPLE_APPROVALS.length * LOCALES.length * 2);
    const purposes = inputs.get('summary')?.map(({ input }) => input.purpose);
    expect(new Set(purposes)).toEqual(new Set(['summary']));
  });
});

it('reads texts of one language, and repeats', () => {
  const text = { 'zh-CN': '是', 'en-US': 'Yes', 'ja-JP': 'はい' };
  const value = { name: text, rows: [1, { repeat: 2, of: [text] }], long: { repeat: 3, of: text } };
  expect(inLocale(value, 'en-US')).toEqual({ name: 'Yes', rows: [1, ['Yes'], ['Yes']], long: 'YesYesYes' });
});
