import { expect, it } from 'vitest';
import { ShiftableClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { createPeople } from '../../../src/feishu/api/people.ts';
import { createFeishuClient } from '../../../src/feishu/client/client.ts';
import { createAdminNames } from '../../../src/ops/admin/adminNames.ts';
import type { AdminParts } from '../../../src/ops/admin/adminParts.ts';
import { CHAT, startRelaySandbox } from '../../support/relaySandbox.ts';

const HOUR_MS = 3_600_000;

it('asks for the groups once an hour, and keeps the name of one that the bot was put out of', async () => {
  const clock = new ShiftableClock();
  const { sandbox, settings } = await startRelaySandbox({ clock });
  const client = createFeishuClient({ ...settings(), clock, log: silentLog, onAnswer: () => undefined });
  const people = createPeople(client, clock, silentLog);
  const names = createAdminNames({
    client,
    clock,
    log: silentLog,
    people,
    store: { readOnly: undefined },
    settings: settings(),
  } as unknown as AdminParts);
  const nameOf = async (chat: string): Promise<string> => (await names.of([])).chat(chat);

  expect(await nameOf(CHAT)).toBe('采购群');
  sandbox.removeBot(CHAT);
  sandbox.addChat({ chatId: 'oc_new', name: '新群' });
  expect(await nameOf('oc_new')).toBe('oc_new');
  clock.advance(HOUR_MS);
  expect(await nameOf('oc_new')).toBe('新群');
  expect(await nameOf(CHAT)).toBe('采购群');
  expect(sandbox.requests('chat.list')).toHaveLength(2);
  await client.close();
});
