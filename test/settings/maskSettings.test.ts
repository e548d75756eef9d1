import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { maskSettings } from '../../src/settings/maskSettings.ts';
import { readSettings, readSettingsText } from '../../src/settings/readSettings.ts';
import { tempFolder } from '../support/tempFolder.ts';

it('shows everything that is configured, and no secret', () => {
  const file = join(tempFolder(), 'relay.yaml');
  writeFileSync(
    file,
    `feishu: { appId: cli_0123456789abcdef, appSecret: hush-1, encryptKey: hush-2, verificationToken: hush-3 }
server: { adminToken: hush-4-hush-4-hush-4-hush-4 }
store: postgres://hush-5:hush-6@db:5432/relay?sslpassword=hush-7
approvals: { A-1: { name: Purchase, chats: [{ chat: oc_1, when: { form.amount: { gte: 10, matches: "^x" } } }] } }
`,
  );
  const { settings, problems } = readSettings(file, {});
  if (!settings) throw new Error(JSON.stringify(problems));
  const hook = { name: 'erp', url: 'https://hush-8@erp/hush-9?k=hush-10', secret: 'hush-11' };
  const shown = maskSettings({ ...settings, hooks: [hook] } as unknown as typeof settings);
  expect(JSON.stringify(shown)).not.toContain('hush');
  expect(shown).toMatchObject({
    feishu: { appId: 'cli_0123456789abcdef', appSecret: '••••••' },
    store: 'postgres://db:5432/…',
    hooks: [{ name: 'erp', url: 'https://erp/…' }],
    approvals: { 'A-1': { name: 'Purchase', chats: [{ chat: 'oc_1' }] } },
  });
});

it('is what a person could have written: read again, it gives the same settings', () => {
  const example = readFileSync(join(import.meta.dirname, '../../config/relay.example.yaml'), 'utf8');
  const env = {
    FEISHU_APP_ID: 'cli_0123456789abcdef',
    FEISHU_APP_SECRET: 'hush',
    FEISHU_ENCRYPT_KEY: 'hush',
  };
  const minimal = `
feishu: { appId: cli_0123456789abcdef, appSecret: hush, events: websocket, domain: lark }
retention: 36h
approvals:
  A-1:
    chats:
      - { chat: oc_1, when: { form.amount: { gte: 10, currency: CNY }, applicant: { not: ou_1 } }, hours: "08:30-24:00" }
      - { chat: oc_2, when: otherwise, reminders: { after: 4h, escalate: [{ after: 2d, chat: a@b.cn }] } }
      - { chat: oc_3, stage: [Legal], reminders: { digest: { chat: ou_1 } } }
    reminders: false
  "*": { chats: [oc_4] }
reminders: {}
reconcile: false
`;
  for (const text of [example, minimal]) {
    const { settings, problems } = readSettingsText('relay.yaml', text, env);
    if (!settings) throw new Error(JSON.stringify(problems));
    const again = readSettingsText('relay.yaml', stringify(maskSettings(settings)), env);
    expect(again.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    const { feishu, ...rest } = settings;
    const { encryptKey, appSecret, ...open } = feishu;
    expect(again.settings).toMatchObject({ ...rest, feishu: open });
  }
});
