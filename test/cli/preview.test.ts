import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cardText } from '../support/cardText.ts';
import { runProgram, writeConfig } from '../support/program.ts';
import { tempFolder } from '../support/tempFolder.ts';

async function preview(
  folder: string,
  ...args: string[]
): Promise<{ code: unknown; out: string; err: string }> {
  const program = runProgram(folder, ['preview', ...args]);
  const code = await program.ended;
  return { code, out: program.out(), err: program.err() };
}

describe('preview', () => {
  it('renders a sample without any configuration', async () => {
    const { code, out } = await preview(tempFolder(), 'REJECTED');
    expect(code).toBe(0);
    expect(cardText(out)).toContain('采购申请');
    expect(JSON.parse(out)).toMatchObject({ schema: '2.0', header: { template: 'red' } });
  });

  it('renders an instance as the configuration maps its approval, in the language asked for', async () => {
    const folder = tempFolder();
    const config = {
      feishu: { appId: 'cli_1', appSecret: 's', encryptKey: 'k', domain: 'lark' },
      approvals: { 'A-1': { name: '付款', chats: [{ chat: 'oc_1', fields: { hide: ['备注'] } }] } },
    };
    writeConfig(folder, config);
    const form = JSON.stringify([
      { id: 'w1', name: '金额', type: 'number', value: 5 },
      { id: 'w2', name: '备注', type: 'input', value: '保密的' },
    ]);
    writeFileSync(
      join(folder, 'instance.json'),
      JSON.stringify({ code: 0, data: { instance_code: 'I-9', form } }),
    );
    const args = [
      '--config',
      'relay.yaml',
      '--approval',
      'A-1',
      '--instance',
      'instance.json',
      '--locale',
      'en-US',
    ];
    const { code, out } = await preview(folder, 'PENDING', ...args);
    expect(code).toBe(0);
    expect(out).toContain('applink.larksuite.com');
    expect(out).toContain('I-9');
    expect(cardText(out)).toContain('金额');
    expect(out).not.toContain('保密的');
  });

  it('draws a page', async () => {
    const folder = tempFolder();
    expect((await preview(folder, 'approved', '--html', 'card.html')).code).toBe(0);
    expect(readFileSync(join(folder, 'card.html'), 'utf8')).toContain('采购申请');
  });

  it.each([
    [['PAUSED'], 2, 'PAUSED is no status'],
    [['PENDING', '--locale', 'xx'], 2, '--locale xx is not known'],
    [['PENDING', '--instance', 'nowhere.json'], 1, '--instance nowhere.json cannot be read'],
    [['PENDING', '--config', 'nowhere.yaml'], 2, 'nowhere.yaml'],
  ])('refuses %j with %i', async (args, code, said) => {
    const result = await preview(tempFolder(), ...args);
    expect(result.code).toBe(code);
    expect(result.err).toContain(said);
  });
});

describe('validate', () => {
  it('names the line of a template folder that is not there', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'templates'));
    const feishu = { appId: 'cli_1', appSecret: 's', encryptKey: 'k' };
    writeConfig(folder, { feishu, approvals: { 'A-1': { chats: [{ chat: 'oc_1', template: 'finance' }] } } });
    const program = runProgram(folder, ['validate', '--config', 'relay.yaml']);
    expect(await program.ended).toBe(2);
    expect(program.err()).toMatch(/^relay\.yaml:\d+:\d+: "template" names the folder "finance"/);
  });

  it('names the line of a broken template', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'templates'));
    writeFileSync(
      join(folder, 'templates', 'pending.hbs'),
      '{\n  "schema": "2.0",\n  "nonsense": {{aplicant}}\n}',
    );
    const feishu = { appId: 'cli_1', appSecret: 's', encryptKey: 'k' };
    writeConfig(folder, { feishu, approvals: { 'A-1': { chats: ['oc_1'] } } });
    const program = runProgram(folder, ['validate', '--config', 'relay.yaml']);
    expect(await program.ended).toBe(2);
    expect(program.err()).toMatch(/templates\/pending\.hbs:3:\d+: .*aplicant.*applicant/);
  });
});
