import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { STATUSES } from '../../src/approval/status.ts';
import { renderCard } from '../../src/cards/render/render.ts';
import { previewInput } from '../../src/cli/previewInput.ts';
import { type PreviewOptions, readSubject } from '../../src/cli/previewOptions.ts';
import { sampleCard } from '../../src/relay/calls/sampleCard.ts';
import { settingsOf } from '../settings/read.ts';
import { cardText } from '../support/cardText.ts';
import { packagedSet } from '../support/packagedSet.ts';
import { tempFolder } from '../support/tempFolder.ts';

const CHATS = [
  { chat: 'oc_legal', stage: '法务', mention: 'approvers' },
  'oc_whole',
  { chat: 'oc_both', stage: ['财务'] },
  'oc_both',
];
const settings = settingsOf(
  JSON.stringify({
    feishu: { appId: 'cli_0123456789abcdef', appSecret: 's', encryptKey: 'k' },
    approvals: { 'A-1': { name: '合同', chats: CHATS } },
  }),
);
const templates = packagedSet();

/** What the command draws. */
function draw(status: string, options: PreviewOptions = {}): string {
  const given = { approval: 'A-1', ...options };
  return renderCard(templates, previewInput(given, readSubject(given, status), { settings, templates }))
    .content;
}

/** An instance that legal waits for, behind a lead who has approved. */
function ownInstance(): string {
  const file = join(tempFolder(), 'instance.json');
  const task = (id: string, status: string, node_name: string, end_time: string) => ({
    id,
    status,
    open_id: `ou_${id}`,
    node_id: `n${id}`,
    node_name,
    start_time: '1795500000000',
    end_time,
  });
  const task_list = [task('1', 'APPROVED', '主管', '1795500060000'), task('2', 'PENDING', '法务', '0')];
  writeFileSync(
    file,
    JSON.stringify({ instance_code: 'I-9', approval_code: 'A-1', status: 'PENDING', task_list }),
  );
  return file;
}

describe('the card of a step', () => {
  it('is drawn by `preview --step` with a sample, whatever becomes of it', () => {
    expect(cardText(draw('PENDING', { step: '法务' }))).toContain('法务 · 待审批');
    expect(cardText(draw('APPROVED', { step: '出纳' }))).toContain('出纳 · 已通过');
    expect(cardText(draw('REJECTED', { step: '法务', kind: 'notice' }))).toContain('法务');
    for (const status of STATUSES) expect(cardText(draw(status, { step: '法务' })), status).toContain('法务');
  });

  it('is drawn with a given instance, and notifies the people the step waits for', () => {
    const instance = ownInstance();
    const open = draw('PENDING', { instance, step: 'n2' });
    expect(cardText(open)).toContain('法务 · 待审批');
    expect(open).toContain('<at id=ou_2></at>');
    expect(cardText(draw('PENDING', { instance, step: '主管' }))).toContain('主管 · 已通过');
    expect(() => draw('PENDING', { instance, step: '财务' })).toThrow(
      'has not reached the step 财务: those that it has reached are 主管, 法务',
    );
    expect(() => draw('PENDING', { step: '法务', kind: 'summary' })).toThrow('leave out --kind summary');
  });

  it('is what a chat with only a step gets: with `preview --chat`, and with `try`', () => {
    const tried = (chat: string) =>
      sampleCard(
        { settings, templates },
        { chat, status: 'PENDING', approval: settings.approvals.get('A-1') },
      );
    for (const content of [draw('PENDING', { chat: 'oc_legal' }), tried('oc_legal').content])
      expect(cardText(content)).toContain('法务 · 待审批');
    expect(cardText(tried('oc_legal').content)).toContain('测试卡片');
    expect(tried('oc_legal').content).not.toContain('<at');
    for (const chat of ['oc_whole', 'oc_both'])
      for (const content of [draw('PENDING', { chat }), tried(chat).content])
        expect(cardText(content)).not.toContain(' · 待审批');
    expect(cardText(draw('PENDING'))).not.toContain(' · 待审批');
  });
});
