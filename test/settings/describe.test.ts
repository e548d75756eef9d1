import { expect, it } from 'vitest';
import { describeSettings } from '../../src/settings/describe.ts';
import { FEISHU, settingsOf } from './read.ts';

const settings = settingsOf(`${FEISHU}approvals:
  A-1: { chats: [oc_1, { chat: oc_2, statuses: REJECTED }] }
  A-2: { chats: [oc_1] }
  "*": { chats: [oc_3] }
`);

it('describes what was understood, without secrets', () => {
  const described = describeSettings(settings);
  expect(described).toMatchObject({
    appId: 'cli_0123456789abcdef',
    credentials: 'appSecret set, encryptKey set, verificationToken unset, adminToken unset',
    store: 'sqlite:data/relay.db',
    approvals: 2,
    otherApprovals: true,
    chats: 3,
    retentionDays: 90,
  });
  expect(JSON.stringify(described)).not.toMatch(/the-secret|the-key/);
});

it('describes hooks by their names, and tokens not at all', () => {
  const hook = {
    name: 'erp',
    url: 'https://erp.example.com/?key=hush',
    secret: 'hush',
    statuses: [],
    approvals: [],
    allowPrivate: false,
  };
  const described = describeSettings({
    ...settings,
    server: { ...settings.server, adminToken: 'hush' },
    hooks: [hook],
  });
  expect(described).toMatchObject({ hooks: ['erp'], credentials: expect.stringContaining('adminToken set') });
  expect(JSON.stringify(described)).not.toContain('hush');
});

it('describes a database without user, password and options', () => {
  const url = 'postgres://me:hush@db.example.com:5432/relay?password=hush';
  expect(describeSettings({ ...settings, store: { kind: 'postgres', url } })).toMatchObject({
    store: 'postgres://db.example.com:5432/relay',
  });
});
