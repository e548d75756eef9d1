import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { maskSettings } from '../../src/settings/maskSettings.ts';
import { readSettings } from '../../src/settings/readSettings.ts';
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
    approvals: { 'A-1': { name: 'Purchase', chats: [{ chat: { id: 'oc_1' } }] } },
  });
});
