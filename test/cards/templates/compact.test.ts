import { describe, expect, it } from 'vitest';
import { STATUSES } from '../../../src/approval/status.ts';
import { renderCard } from '../../../src/cards/render/render.ts';
import { cardRefusal } from '../../../src/sandbox/card/cardCheck.ts';
import { INSTANCE, input, packaged, TEN, WANG } from '../cards.ts';
import { cardWords, readCard } from '../reader.ts';

const templates = packaged();
const compact = (card: Parameters<typeof renderCard>[1]): string => {
  const { content, fallback } = renderCard(templates, { ...card, template: 'compact' });
  expect(fallback).toBeUndefined();
  expect(cardRefusal(content)).toBeUndefined();
  return content;
};

describe('the folder compact', () => {
  it.each(STATUSES)('%s: two lines, the second with the link', (status) => {
    const content = compact(input(status));
    const { header, body } = JSON.parse(content);
    expect(header).toBeUndefined();
    expect(body.elements).toHaveLength(2);
    expect(cardWords(content)).toContain('张三的采购申请：新工位扩容');
    const links = readCard(content).texts.flatMap((text) => text.links);
    expect(links).toHaveLength(1);
    expect(links.join()).toContain(INSTANCE);
  });

  it('rings who must act in its sentence, and nobody twice', () => {
    const content = compact(input('PENDING', { mentions: [WANG, 'ou_other'] }));
    expect(content).toContain(`等待 <at id=${WANG}></at> 审批`);
    expect(content.match(/<at id=/g)).toHaveLength(2);
  });

  it('reminds in two lines', () => {
    const steps = [{ person: WANG, node: '财务', since: TEN, waited: '2 天', count: 1 }];
    const reminder = { isEscalated: false, steps, instances: [], count: 1 };
    const words = cardWords(compact(input('PENDING', { purpose: 'reminder', reminder })));
    expect(words).toContain('催办 · 张三的采购申请：新工位扩容');
    expect(words).toContain('等待 王五 审批已 2 天');
  });
});
