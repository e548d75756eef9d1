import { describe, expect, it } from 'vitest';
import { STATUSES } from '../../../src/approval/status.ts';
import { SAMPLE_WEEK } from '../../../src/cards/check/samples.ts';
import { renderCard } from '../../../src/cards/render/render.ts';
import { MOST_FOLDED_LINES } from '../../../src/cards/view/reminderNote.ts';
import { cardRefusal } from '../../../src/sandbox/card/cardCheck.ts';
import { cardText } from '../../support/cardText.ts';
import { packaged, unseen, ZHANG } from '../cards.ts';

const codeOf = (i: number): string => `81D31358-93AF-92D6-7425-${String(i).padStart(12, '0')}`;

/** The card of so many changes, with this in the place of each name. */
function cardOf(count: number, name: string) {
  const instances = Array.from({ length: count }, (_, i) => ({
    instanceCode: codeOf(i),
    approvalName: name,
    applicant: ZHANG,
    steps: [],
    status: STATUSES[i % STATUSES.length] ?? 'PENDING',
  }));
  const names = { people: new Map([[ZHANG, name]]), departments: new Map<string, string>() };
  const note = { tellsChanges: true, isEscalated: false, steps: [], instances, count } as const;
  return renderCard(packaged(), unseen('PENDING', { purpose: 'summary', names, reminder: note }));
}

describe('a card into which changes were folded', () => {
  it.each([
    ['short', '采购'],
    ['long', '集团固定资产采购与报废处置审批（华东区生产基地专用）'.repeat(4)],
    ['full of what has to be escaped', '[采购](2026/11)*-_~#|!'.repeat(6)],
  ])('has room for every link, if names are %s', (_, name) => {
    const { content, fallback } = cardOf(MOST_FOLDED_LINES, name);
    expect(fallback).toBeUndefined();
    expect(cardRefusal(content)).toBeUndefined();
    for (let i = 0; i < MOST_FOLDED_LINES; i += 1) expect(content).toContain(codeOf(i));
  });
});

describe('the figures of a week', () => {
  const week = SAMPLE_WEEK;
  const textOf = (count: number, more: Partial<typeof week> = {}) => {
    const note = { isEscalated: false, steps: [], instances: [], count, week: { ...week, ...more } };
    const { content, fallback } = renderCard(
      packaged(),
      unseen('PENDING', { purpose: 'summary', reminder: note }),
    );
    expect(fallback).toBeUndefined();
    expect(cardRefusal(content)).toBeUndefined();
    return cardText(content);
  };

  it('stand on the overview, compared with the week before', () => {
    const text = textOf(3);
    expect(text).toContain('3 条审批等待处理');
    for (const part of ['上周（11-16 至 11-22）', '新增 12 条（前一周 15）', '审批完成 9 条（前一周 11）'])
      expect(text).toContain(part);
    expect(text).toContain('中位用时 1 个工作日 2 小时（前一周 7 小时）');
    expect(text).toContain('最慢的节点：采购申请 · 财务，中位用时 1 个工作日');
  });

  it('give the card its title if nothing waits, and say only what there is', () => {
    const text = textOf(0, { decided: 0, median: '', p90: '', slowest: undefined as never });
    expect(text).toContain('上周审批用时');
    expect(text).not.toContain('中位');
    expect(text).not.toContain('最慢');
  });
});
