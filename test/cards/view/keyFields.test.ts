import { describe, expect, it } from 'vitest';
import type { Field } from '../../../src/approval/field.ts';
import { renderCard } from '../../../src/cards/render/render.ts';
import type { CardInput } from '../../../src/cards/view/cardInput.ts';
import { loosened } from '../../support/cardText.ts';
import { input, packaged, purchase, TEN, WANG } from '../cards.ts';

const templates = packaged();
const text = (name: string, value: string, first?: number): Field => ({
  id: name,
  name,
  value: { kind: 'text', text: value },
  ...(first === undefined ? {} : { first }),
});
const FORM: readonly Field[] = [
  text('备注', '放前台'),
  text('颜色', '黑'),
  text('送货地点', '三楼'),
  text('期望到货', '2026-12-08'),
  text('采购金额', '¥22,768.00'),
  text('供应商', '京东企业购'),
  text('联系人', '王工'),
  text('楼层', '3'),
  text('采购事由', '设计组更换显示器'),
  {
    id: 't',
    name: '明细',
    value: {
      kind: 'table',
      columns: ['名称'],
      rows: ['甲', '乙', '丙', '丁', '戊'].map((name) => [{ kind: 'text', text: `${name}件` } as const]),
    },
  },
];

interface Part {
  readonly tag?: string;
  readonly content?: string;
  readonly [name: string]: unknown;
}

/** The card, what stands open in it, and what a panel folds: as JSON text. */
function parts(card: CardInput): { readonly open: string; readonly folded: string; readonly header: string } {
  const { content, fallback } = renderCard(templates, card);
  expect(fallback).toBeUndefined();
  const { header, body } = JSON.parse(loosened(content)) as { header: Part; body: { elements: Part[] } };
  const isPanel = (part: Part): boolean => part.tag === 'collapsible_panel';
  return {
    header: JSON.stringify(header),
    open: JSON.stringify(body.elements.filter((part) => !isPanel(part))),
    folded: JSON.stringify(body.elements.filter(isPanel)),
  };
}

describe('the key fields of a form', () => {
  it('stand open, six of them and three rows of a table; the rest is folded', () => {
    const { open, folded } = parts(input('PENDING', { fields: FORM }));
    for (const shown of ['¥22,768.00', '京东企业购', '期望到货', '甲件', '丙件'])
      expect(open).toContain(shown);
    for (const later of ['丁件', '戊件', '楼层']) {
      expect(open).not.toContain(later);
      expect(folded).toContain(later);
    }
    expect(open.indexOf('22,768')).toBeLessThan(open.indexOf('京东企业购'));
  });

  it('show the amount larger than anything else', () => {
    const { open } = parts(input('PENDING', { fields: FORM }));
    expect(open).toMatch(/"text_size":"heading-2","content":"\*\*¥22,768\.00\*\*"/);
  });

  it('are those that the configuration names, in its order', () => {
    const fields = FORM.map((field) => ({ ...field, ...(field.name === '楼层' ? { first: 0 } : {}) }));
    const { open } = parts(input('PENDING', { fields }));
    expect(open).toContain('楼层');
    expect(open.indexOf('楼层')).toBeLessThan(open.indexOf('京东企业购'));
  });

  it('are all of them, in the order of the form, if the chat wants the form open', () => {
    const { open, folded } = parts(input('PENDING', { fields: FORM, opensAll: true }));
    expect(folded).toBe('[]');
    expect(open).toContain('戊件');
    expect(open.indexOf('备注')).toBeLessThan(open.indexOf('22,768'));
  });

  it('show a sum once: the total that is the same is folded, unless the configuration names it', () => {
    const fields = [
      text('付款金额', '¥41,600.50'),
      text('含税合计', '¥41,600.50'),
      text('预算', '¥50,000.00'),
    ];
    const { open, folded } = parts(input('PENDING', { fields }));
    expect(open.match(/41,600\.50/g)).toHaveLength(1);
    expect(open).toContain('预算');
    expect(folded).toContain('含税合计');
    const named = fields.map((field) => ({ ...field, ...(field.name === '含税合计' ? { first: 0 } : {}) }));
    expect(parts(input('PENDING', { fields: named })).open).toContain('含税合计');
  });

  it('keep a long text short, and fold it whole', () => {
    const long = '很长的说明。'.repeat(40);
    const { open, folded } = parts(input('PENDING', { fields: [text('事由', long)] }));
    expect(open).not.toContain(long);
    expect(folded).toContain(long);
  });
});

describe('the title', () => {
  it('distinguishes two requests of one person, by the number if the form says nothing', () => {
    expect(parts(input('PENDING', { fields: FORM })).header).toContain('张三的采购申请：设计组更换显示器');
    expect(parts(input('PENDING', { fields: [] })).header).toContain('张三的采购申请：202611240007');
  });

  it.each([
    ['zh-CN', '付款申请', '张三的付款申请'],
    ['zh-CN', '合同审批', '张三提交的合同审批'],
    ['en-US', 'Payment request', "张三's Payment request"],
    ['en-US', 'Contract review', '张三 requests Contract review'],
    ['ja-JP', '休暇届', '张三さんの休暇届'],
    ['ja-JP', '契約審査', '张三さん申請の契約審査'],
  ] as const)('in %s says of %s who asks for it, and not who does it', (locale, approvalName, title) => {
    expect(parts(input('PENDING', { fields: [], locale, approvalName })).header).toContain(title);
  });

  it.each([
    ['Leave', 'Annual leave', '张三 requests Annual leave: Dec 1 – Dec 3'],
    ['Annual leave request', 'Annual leave', "张三's Annual leave request: Dec 1 – Dec 3"],
    ['Seal', 'Sealed copy', '张三 requests Seal: Sealed copy Dec 1 – Dec 3'],
    ['Leave', 'Sick note', '张三 requests Leave: Sick note Dec 1 – Dec 3'],
  ] as const)('of %s and %s says once what both say', (approvalName, kind, title) => {
    const dates = text('Period', 'Dec 1, 2026 – Dec 3, 2026');
    const fields = [text('Type', kind), dates];
    const { header, open } = parts(input('PENDING', { fields, locale: 'en-US', approvalName }));
    expect(header).toContain(`"${title}"`);
    expect(open).not.toContain(kind);
    const alone = parts(input('PENDING', { fields: [text('Type', kind)], locale: 'en-US', approvalName }));
    expect(alone.header).toContain(`"${title.replace(/:? Dec 1 – Dec 3/, '')}"`);
  });

  it('says nothing of the form on the simplest card, in the list of chats neither', () => {
    const { content } = renderCard(templates, input('PENDING', { fields: FORM, detail: 'minimal' }));
    expect(content).not.toContain('显示器');
    expect(content).toContain('张三的采购申请');
  });
});

describe('a reminder', () => {
  const card = (more: Partial<CardInput> = {}): CardInput =>
    input('PENDING', {
      fields: FORM,
      purpose: 'reminder',
      mentions: [WANG],
      reminder: {
        isEscalated: false,
        steps: [{ person: WANG, node: '财务复核', since: TEN, waited: '2 个工作日', count: 2 }],
        instances: [],
        count: 1,
      },
      ...more,
    });

  it('says in one sentence who is waited for and how long, rings them there, and shows three key fields', () => {
    const { open, folded } = parts(card());
    expect(open).toContain(`等待 <at id=${WANG}></at> 审批已 2 个工作日`);
    expect(open.match(/<at /g)).toHaveLength(1);
    expect(open).toContain('¥22,768.00');
    expect(open).toContain('京东企业购');
    expect(open).not.toContain('甲件');
    expect(folded).toBe('[]');
  });

  it('names on one line the people of whom any one is enough', () => {
    const both = purchase({
      tasks: ['ou_a', 'ou_b'].map((person) => ({
        id: person,
        person,
        status: 'PENDING',
        nodeId: 'n',
        nodeName: '财务复核',
        type: 'OR',
        startedAt: TEN,
      })),
    });
    const steps = ['ou_a', 'ou_b'].map((person) => ({
      person,
      node: '财务复核',
      since: TEN,
      waited: '1 天',
      count: 1,
    }));
    const { open } = parts(
      card({
        instance: both,
        mentions: [],
        reminder: { isEscalated: false, steps, instances: [], count: 1 },
      }),
    );
    expect(open.match(/财务复核/g)).toHaveLength(1);
    expect(open).toContain('任一人审批即可');
  });
});
