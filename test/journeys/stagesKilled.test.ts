import { expect, it } from 'vitest';
import type { SandboxMessage } from '../../src/sandbox/world/world.ts';
import { runProgram, writeConfig } from '../support/program.ts';
import { CODE, startRelaySandbox } from '../support/relaySandbox.ts';

const [LEAD, DEPUTY, MONEY] = ['oc_lead', 'oc_deputy', 'oc_money'];
const CHATS = [LEAD, DEPUTY, MONEY];
const INSTANCES = 12;
/** Feishu tries again soon what meets a dead bot, and holds nothing back. */
const HASTY = {
  retryLadderMs: Array.from({ length: 600 }, () => 200),
  limits: { chatPerSecond: 1_000, appPerSecond: 1_000, appPerMinute: 100_000, foldAbove: 0 },
};

const isGreen = ({ content }: SandboxMessage): boolean => content.includes('"template":"green"');

it('kill -9 amid steps that open and are left: one card for each opening and chat, settled once', async () => {
  const { limits, ...ladder } = HASTY;
  const { sandbox, config, folder } = await startRelaySandbox({
    encryptKey: 'an encrypt key',
    taskEvents: true,
    limits,
    ...ladder,
  });
  for (const chatId of CHATS) sandbox.addChat({ chatId, name: chatId });
  const chats = [
    { chat: LEAD, stage: '部门主管' },
    { chat: DEPUTY, stage: '部门主管' },
    { chat: MONEY, stage: '财务' },
  ];
  writeConfig(folder, config({ reconcile: false, limits, approvals: { [CODE]: { chats } } }));
  const start = async () => {
    const program = runProgram(folder, ['start', '--config', 'relay.yaml']);
    sandbox.pushTo(`${await program.url}/webhook/event`);
    await sandbox.waitFor(() => sandbox.approvals().every(({ subscribed }) => subscribed));
    return program;
  };
  let program = await start();
  /** Kills it as soon as so many messages have come, and starts it again. */
  const killAfter = async (more: number, chat?: string): Promise<void> => {
    const before = sandbox.messages(chat).length;
    await sandbox.waitFor(() => sandbox.messages(chat).length >= before + more, 60_000);
    program.child.kill('SIGKILL');
    await program.ended;
    program = await start();
  };
  const [zhang, li, wang] = ['张三', '李四', '王五'].map((name) => sandbox.addPerson({ name }).openId);
  if (!zhang || !li || !wang) throw new Error('nobody');
  const cards = (chat: string, code: string): SandboxMessage[] =>
    sandbox.messages(chat).filter(({ content, replyTo }) => content.includes(code) && replyTo === undefined);
  const have = (codes: readonly string[], counts: readonly number[]) =>
    sandbox.waitFor(
      () => codes.every((code) => CHATS.every((chat, i) => cards(chat, code).length >= (counts[i] ?? 0))),
      60_000,
    );

  const codes = Array.from({ length: INSTANCES }, () =>
    sandbox.submit({ approvalCode: CODE, applicant: zhang, form: [], approvers: [[li], [wang]] }),
  );
  await killAfter(5);
  await have(codes, [1, 1, 0]);

  // Every second one is sent back at once: its first step opens again.
  const isBack = (code: string): boolean => codes.indexOf(code) % 2 === 1;
  const [back, on] = [codes.filter(isBack), codes.filter((code) => !isBack(code))];
  for (const code of codes) sandbox.approve(code, { by: li });
  for (const code of back) sandbox.sendBack(code, { by: wang, toStep: 0 });
  await killAfter(4);
  await have(on, [1, 1, 1]);
  await have(back, [2, 2, 0]);

  for (const code of codes) sandbox.approveAll(code);
  await killAfter(3);
  await sandbox.waitFor(
    () => codes.every((code) => CHATS.every((chat) => cards(chat, code).every(isGreen))),
    60_000,
  );
  await sandbox.waitFor(() => sandbox.pushes().every(({ state }) => state === 'taken'), 60_000);
  program.child.kill('SIGTERM');
  expect(await program.ended).toBe(0);

  const posted = (code: string): number[] => CHATS.map((chat) => cards(chat, code).length);
  expect(on.map(posted)).toEqual(on.map(() => [1, 1, 1]));
  expect(back.map(posted)).toEqual(back.map(() => [2, 2, 0]));
  for (const { messageId } of sandbox.messages().filter(({ replyTo }) => replyTo === undefined)) {
    const notices = sandbox.messages().filter(({ replyTo }) => replyTo === messageId);
    expect(notices.length).toBeLessThanOrEqual(1);
  }
});
