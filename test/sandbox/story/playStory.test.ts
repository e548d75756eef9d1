import { afterEach, expect, it } from 'vitest';
import { STATUSES } from '../../../src/approval/status.ts';
import { furnish, STORY_CHATS } from '../../../src/sandbox/story/cast.ts';
import { playStory } from '../../../src/sandbox/story/playStory.ts';
import { STORY_APPROVALS } from '../../../src/sandbox/story/storyApprovals.ts';
import { openDoor, openSandbox } from '../fixture.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function begin() {
  const door = await openDoor();
  const opened = await openSandbox({ webhookUrl: door.url });
  furnish(opened.sandbox);
  for (const { approvalCode } of Object.values(STORY_APPROVALS)) {
    await opened.call('POST', `/approval/v4/approvals/${approvalCode}/subscribe`);
  }
  const stop = new AbortController();
  const playing = playStory(opened.sandbox, opened.clock, stop.signal, { paceMs: 2 });
  closers.push(
    () => stop.abort(),
    () => playing,
    opened.sandbox.stop,
    door.close,
  );
  return { ...opened, door };
}

it('begins at once and shows all eight statuses', async () => {
  const { sandbox, door, call } = await begin();
  expect(sandbox.instances()).toHaveLength(1);
  const statuses = () => new Set(door.got.map((got) => JSON.parse(got.body).event.status));
  await sandbox.waitFor(() => statuses().size === STATUSES.length);
  expect([...statuses()].sort()).toEqual([...STATUSES].sort());

  const purchase = sandbox.instances()[0]?.instanceCode;
  const { data } = (await call('GET', `/approval/v4/instances/${purchase}`)).json;
  expect(JSON.parse(data.form).map((one: { type: string }) => one.type)).toContain('fieldList');
  const chats = sandbox.chats().map((chat) => chat.chatId);
  expect(chats).toEqual(Object.values(STORY_CHATS).map((chat) => chat.chatId));
});

it('goes on when a person at the page was quicker', async () => {
  const { sandbox } = await begin();
  sandbox.withdraw(sandbox.instances()[0]?.instanceCode ?? '');
  await sandbox.waitFor(() => sandbox.instances().length > 6);
});
