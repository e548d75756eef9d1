import { describe, expect, it } from 'vitest';
import { type CardDetail, nextDetail } from '../../../src/approval/cardDetail.ts';
import { LOCALES } from '../../../src/approval/locale.ts';
import { isFinal, STATUSES } from '../../../src/approval/status.ts';
import { renderCard } from '../../../src/cards/render/render.ts';
import { cardRefusal } from '../../../src/sandbox/card/cardCheck.ts';
import { loosened } from '../../support/cardText.ts';
import {
  entry,
  INSTANCE,
  input,
  LI,
  MINUTE,
  packaged,
  purchase,
  TEN,
  unseen,
  WANG,
  ZHANG,
} from '../cards.ts';
import { cardWords, readCard } from '../reader.ts';

const templates = packaged();
const render = (card: Parameters<typeof renderCard>[1]) => {
  const rendered = renderCard(templates, card);
  expect(rendered.fallback).toBeUndefined();
  expect(cardRefusal(rendered.content)).toBeUndefined();
  return rendered.content;
};

describe('what a card shows', () => {
  it('PENDING: whose it is, who is next and since when, the form, and what was said', () => {
    const content = render(input('PENDING'));
    const words = cardWords(content);
    for (const word of ['张三的采购申请：新工位扩容', '编号 202611240007', '待审批', '产品研发部']) {
      expect(words).toContain(word);
    }
    expect(words).toContain('等待 王五 审批\n财务复核 · 10:10起');
    expect(words).toContain('产品研发部 · 10:00 提交');
    expect(words).toContain('李四 同意 · 部门主管 · 10:10');
    expect(words).toContain('仅审批相关人员可打开 · 数据截至 10:31');
    expect(JSON.parse(loosened(content))).toMatchObject({
      schema: '2.0',
      config: { update_multi: true, summary: { content: '待审批 · 张三的采购申请：新工位扩容' } },
      header: { template: 'blue' },
    });
  });

  it('and nothing of the request before it, if the two have the same fields and steps', () => {
    const of = (text: string) =>
      render(input('PENDING', { fields: [{ id: 'a', name: '金额', value: { kind: 'text', text } }] }));
    const first = of('¥5.00');
    expect(of('¥6.00')).toBe(first.replaceAll('¥5.00', '¥6.00'));
    expect(of('¥5.00')).toBe(first);
  });

  it('REJECTED: who rejected, and why', () => {
    const timeline = [
      entry('REJECT', TEN + 20 * MINUTE, { person: WANG, taskId: 't2', comment: '预算不够' }),
    ];
    const content = render(input('REJECTED', { instance: purchase({ status: 'REJECTED', timeline }) }));
    const words = cardWords(content);
    expect(words).toContain('王五 拒绝 · 财务复核 · 10:20');
    expect(words).toContain('预算不够');
    expect(words).not.toContain('等待审批');
    expect(content).toContain('"template":"red"');
  });

  it('OVERTIME_CLOSE: what to do now, in no reminder’s colour', () => {
    const content = render(input('OVERTIME_CLOSE'));
    expect(cardWords(content)).toContain(
      '审批超时，已关闭 · 10:30\n王五（财务复核）未在时限内处理。\n如仍需要，请重新提交，或联系管理员恢复。',
    );
    // Who waited an hour before may have decided since.
    const older = cardWords(render(input('OVERTIME_CLOSE', { asOf: TEN })));
    expect(older).toContain('无人及时处理。如仍需要，请重新提交，或联系管理员恢复。');
    expect(older).not.toContain('王五');
    expect(content).toContain('"template":"grey"');
    expect(content).not.toContain('orange');
    expect(cardWords(render(unseen('OVERTIME_CLOSE')))).toContain('请重新提交');
  });

  it.each(STATUSES)('%s: stands out while it waits, and is quiet once it is over', (status) => {
    const amount = { id: 'a', name: '金额', value: { kind: 'text', text: '¥5.00' } } as const;
    const content = render(input(status, { fields: [amount] }));
    const { color } = JSON.parse(content).header.text_tag_list[0];
    const isLoud = [/"type":"primary_filled"/, /"text_size":"heading-2"/].map((loud) => loud.test(content));
    expect([color !== 'neutral', ...isLoud]).toEqual(Array.from({ length: 3 }, () => !isFinal(status)));
  });

  it('a notice notifies the applicant, and names the person who decided', () => {
    const instance = purchase({ status: 'APPROVED' });
    const content = render(input('APPROVED', { purpose: 'notice', mentions: [ZHANG], instance }));
    expect(content).toContain(`李四 同意\u00a0· <at id=${ZHANG}>`);
  });

  it.each(STATUSES)('%s: no line can begin with a dot, or end with one', (status) => {
    for (const locale of LOCALES) {
      for (const purpose of ['card', 'notice'] as const) {
        const content = render(input(status, { locale, purpose }));
        expect(content).not.toMatch(/[^\u00a0]·|· ?(?:"|<br>|\\n)/);
      }
    }
  });

  it.each(STATUSES)('%s: a complete card, although the instance was never looked up', (status) => {
    const words = cardWords(render(unseen(status)));
    expect(words).toContain('采购申请');
    expect(words).toContain('暂时没有这条审批的详情');
    expect(words).toContain('查看审批详情');
    if (isFinal(status)) expect(words).toContain('10:30');
  });

  it('opens the instance on every platform; card_link has no url, which would win over the others', () => {
    const { urls } = readCard(render(input('APPROVED')));
    expect(urls).toHaveLength(7);
    for (const url of urls) expect(new URL(url).searchParams.get('path')).toContain(INSTANCE);
    expect(JSON.parse(render(input('APPROVED'))).card_link).not.toHaveProperty('url');
  });

  it('lets the client resolve people without a name, and titles go without', () => {
    const content = render(input('PENDING', { names: { people: new Map(), departments: new Map() } }));
    expect(content).toContain(`<person id='${WANG}'`);
    expect(JSON.parse(content).header.title.content).toBe('采购申请：新工位扩容');
  });

  it('shows times in the configured zone; UTC if there is no such zone', () => {
    expect(cardWords(render(input('PENDING', { timezone: 'America/New_York' })))).toContain('21:00 提交');
    expect(cardWords(render(input('PENDING', { timezone: 'Mars/Olympus' })))).toContain('02:00 提交');
  });

  it('speaks English and Japanese', () => {
    expect(cardWords(render(input('PENDING', { locale: 'en-US' })))).toContain("张三's 采购申请: 新工位扩容");
    expect(cardWords(render(input('PENDING', { locale: 'ja-JP' })))).toContain('承認待ち');
  });

  it('shows tables as tables and folds a long story', () => {
    const rows = Array.from({ length: 30 }, (_, i) =>
      [`第${i}件`, '1'].map((text) => ({ kind: 'text', text }) as const),
    );
    const timeline = Array.from({ length: 12 }, (_, i) => entry('PASS', TEN + i * MINUTE, { person: LI }));
    const content = render(
      input('PENDING', {
        fields: [{ id: 'w', name: '明细', value: { kind: 'table', columns: ['名称', '数量'], rows } }],
        instance: purchase({ timeline }),
      }),
    );
    expect(content).toContain('"tag":"table"');
    expect(cardWords(content)).toContain('展开其余 27 行');
    expect(content).toContain('"tag":"collapsible_panel"');
    expect(cardWords(content)).toContain('更早的 10 条记录');
  });

  it('links an approval that revokes another to it', () => {
    const { texts } = readCard(
      render(input('PENDING', { instance: purchase({ revertedInstanceCode: 'OLD-1' }) })),
    );
    expect(texts.flatMap((text) => text.links).join()).toContain('OLD-1');
  });
});

describe('the ladder of simpler cards', () => {
  const STRANGER = 'ou_1111111111111111111111111111beef';
  const ringing = (detail: CardDetail) =>
    render(input('PENDING', { mentions: [WANG, STRANGER, 'all'], detail }));

  it('goes down to the foot', () => {
    const steps: CardDetail[] = ['full'];
    for (let next = nextDetail('full'); next; next = nextDetail(next)) steps.push(next);
    expect(steps).toEqual(['full', 'fewer-mentions', 'no-mentions', 'plain', 'minimal']);
  });

  it('rings people, then only those whom Feishu named, then nobody; everybody never', () => {
    const rung = (detail: CardDetail) =>
      [...ringing(detail).matchAll(/<at id=(\w+)>/g)].map((found) => found[1]);
    expect(rung('full')).toEqual([WANG, STRANGER]);
    expect(rung('fewer-mentions')).toEqual([WANG]);
    expect(rung('no-mentions')).toEqual([]);
    expect(cardWords(ringing('no-mentions'))).toContain('王五');
  });

  it('plain: no Markdown, no telephone numbers, no e-mail addresses', () => {
    const text =
      '电话 13812345678，138 1234 5678，+86 138-1234-5678，010-12345678，邮箱 zhang.san@example.com；2026-11-24 09:30';
    const card = input('PENDING', {
      fields: [{ id: 'w', name: '联系人', value: { kind: 'text', text } }],
      names: { people: new Map(), departments: new Map() },
      detail: 'plain',
    });
    const content = render(card);
    expect(cardRefusal(content, { dlp: true })).toBeUndefined();
    expect(readCard(content).texts).toEqual([]);
    expect(content).not.toMatch(/<person|<at|12345678|1234 5678|1234-5678|zhang\.san/);
    expect(loosened(content)).toContain('2026-11-24 09:30');
    expect(cardWords(content)).toContain('有关人员');
  });

  it('minimal: the title and the button', () => {
    const content = render(input('PENDING', { detail: 'minimal' }));
    expect(cardWords(content)).toContain('张三的采购申请');
    expect(cardWords(content)).not.toContain('新工位扩容');
    expect(readCard(content).urls.join()).toContain(INSTANCE);
  });
});

describe('a card fits, always', () => {
  const long = '很长的说明，<at id=all></at> *一* '.repeat(400);
  const field = (i: number) => ({
    id: `w${i}`,
    name: `字段${i}`,
    value: { kind: 'text', text: long } as const,
  });

  it.each(STATUSES)('%s: a form of 400 long fields, a story of 300 steps', (status) => {
    const many = Array.from({ length: 300 }, (_, i) =>
      entry('TRANSFER', TEN + i, { person: LI, others: [WANG, ZHANG], comment: long }),
    );
    const content = render(
      input(status, {
        fields: Array.from({ length: 400 }, (_, i) => field(i)),
        instance: purchase({ timeline: many }),
        approvalName: long,
        mentions: Array.from({ length: 100 }, (_, i) => `ou_${i}`),
      }),
    );
    expect(Buffer.byteLength(content)).toBeLessThan(28 * 1024);
    const words = cardWords(content);
    expect(words).toMatch(/另有 3\d\d 项内容，请在审批中查看/);
    expect(words).toContain('…');
    expect(words).toContain('查看审批详情');
  });

  it('though every character is piled up from a thousand marks, in five scripts', () => {
    const zalgo = `e${'\u0301'.repeat(1000)}👩‍👩‍👧‍👦`.repeat(50);
    const fields = Array.from({ length: 60 }, (_, i) => ({
      ...field(i),
      value: { kind: 'text', text: zalgo } as const,
    }));
    const names = { people: new Map([[ZHANG, zalgo]]), departments: new Map([['od-1', zalgo]]) };
    render(input('PENDING', { fields, names, approvalName: zalgo }));
  });

  it('though there are more tables than Feishu takes', () => {
    const value = { kind: 'table', columns: ['名称'], rows: [[{ kind: 'text', text: '椅子' }]] } as const;
    const fields = Array.from({ length: 12 }, (_, i) => ({ id: `w${i}`, name: `表${i}`, value }));
    const content = render(input('PENDING', { fields }));
    for (let i = 0; i < 12; i += 1) expect(cardWords(content)).toContain(`表${i}`);
  });
});
