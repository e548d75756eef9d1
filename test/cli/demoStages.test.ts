import { expect, it, onTestFinished } from 'vitest';
import { Closers } from '../../src/base/closers.ts';
import { startDemoWorld } from '../../src/cli/demoWorld.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { STORY_CHATS, STORY_PEOPLE } from '../../src/sandbox/story/cast.ts';
import { STORY_APPROVALS } from '../../src/sandbox/story/storyApprovals.ts';
import { loosened } from '../support/cardText.ts';
import { tempFolder } from '../support/tempFolder.ts';

it.each([
  ['zh', '法务 · 待审批', '法务 · 已通过'],
  ['en', 'Legal · Pending', 'Legal · Approved'],
] as const)('has the lawyers hear of their own step of a contract (%s)', async (language, open, settled) => {
  const closers = new Closers();
  onTestFinished(() => closers.close());
  const world = await startDemoWorld(language, tempFolder(), closers);
  const { clock, plans } = world;
  // The page sees a part of it.
  const sandbox = world.sandbox as Sandbox;
  const { legal, purchasing } = STORY_CHATS;
  const { buyer, counsel, director } = STORY_PEOPLE;
  const has = (text: string) =>
    sandbox.messages(legal.chatId).some(({ content }) => loosened(content).includes(text));
  const code = sandbox.submit({
    ...STORY_APPROVALS.contract,
    applicant: buyer.openId,
    approvers: [[counsel.openId], [director.openId]],
  });
  await sandbox.waitFor(() => has(open) && sandbox.messages(purchasing.chatId).length > 0, 60_000);
  expect(sandbox.messages(legal.chatId)[0]?.content).toContain(counsel.openId);
  expect(plans?.get(legal.chatId)).toMatchObject({ isChoosy: true, mode: 'live' });
  await sandbox.settled();
  // A request is looked up at most once in ten seconds.
  clock.advance(11_000);
  sandbox.approve(code, { by: counsel.openId });
  await sandbox.waitFor(() => has(settled), 60_000);
  expect(sandbox.messages(legal.chatId).filter(({ replyTo }) => replyTo === undefined)).toHaveLength(1);
});
