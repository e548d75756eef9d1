import { describe, expect, it } from 'vitest';
import { ShiftableClock } from '../../src/base/clock.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { type Program, runProgram, writeConfig } from '../support/program.ts';
import { tempFolder } from '../support/tempFolder.ts';

const APP = { appId: 'cli_a1b2c3d4e5f60718', appSecret: 'a secret' };
const ENCRYPT_KEY = 'an encrypt key';
const CHATS = 12;
const INSTANCES = 180;
/** Every third chat keeps living cards. */
const isLive = (i: number): boolean => (i % CHATS) % 3 === 0;

describe('kill -9', () => {
  it('six times under a stream of 360 changes in twelve chats: each is told once, per instance in order', async () => {
    // A push that meets a dead bot is tried again soon: the test is about the bot, not about Feishu's patience.
    const sandbox = await startSandbox({
      clock: new ShiftableClock(),
      ...APP,
      encryptKey: ENCRYPT_KEY,
      retryLadderMs: Array.from({ length: 200 }, () => 100),
    });
    const applicant = sandbox.addPerson({ name: '张三' }).openId;
    const approver = sandbox.addPerson({ name: '李四' }).openId;
    const approvals: Record<string, object> = {};
    for (let i = 0; i < CHATS; i += 1) {
      sandbox.addChat({ chatId: `oc_${i}`, name: `群 ${i}` });
      sandbox.addApproval({ approvalCode: `APPROVAL-${i}`, name: `审批 ${i}`, subscribed: true });
      approvals[`APPROVAL-${i}`] = { chats: [{ chat: `oc_${i}`, mode: isLive(i) ? 'live' : 'post' }] };
    }
    const folder = tempFolder();
    writeConfig(folder, {
      feishu: { ...APP, domain: sandbox.url, encryptKey: ENCRYPT_KEY },
      server: { host: '127.0.0.1', port: 0 },
      store: 'sqlite:data/relay.db',
      reconcile: false,
      limits: { chatPerSecond: 1_000, appPerSecond: 1_000, appPerMinute: 100_000 },
      approvals,
    });
    sandbox.turn({ limits: 'lifted' });

    const start = async (): Promise<Program> => {
      const program = runProgram(folder, ['start', '--config', 'relay.yaml']);
      sandbox.pushTo(`${await program.url}/webhook/event`);
      return program;
    };
    let program = await start();
    const codes: string[] = [];
    const submitAll = (share: number): void => {
      for (let i = 0; i < INSTANCES / share; i += 1) {
        const code = sandbox.submit({
          approvalCode: `APPROVAL-${codes.length % CHATS}`,
          applicant,
          approvers: [[approver]],
        });
        sandbox.approve(code, { by: approver });
        codes.push(code);
      }
    };
    for (let kill = 1; kill <= 6; kill += 1) {
      const posted = sandbox.messages().length;
      submitAll(6);
      // At a different moment each time: after so many more cards have come.
      await sandbox.waitFor(() => sandbox.messages().length >= posted + kill * 4, 30_000);
      program.child.kill('SIGKILL');
      await program.ended;
      program = await start();
    }
    const isGreen = (message: { content: string }): boolean => message.content.includes('"template":"green"');
    const cardsOf = (code: string, i: number) =>
      sandbox
        .messages(`oc_${i % CHATS}`)
        .filter((message) => message.replyTo === undefined && message.content.includes(code));
    // Approved instances have two cards, or one that turned green; and with it its notice.
    const isTold = (code: string, i: number): boolean => cardsOf(code, i).some(isGreen);
    await sandbox.waitFor(() => codes.every(isTold), 60_000);
    await sandbox.waitFor(() => sandbox.pushes().every((push) => push.state === 'taken'), 30_000);
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);

    for (const [i, code] of codes.entries()) {
      expect(cardsOf(code, i).map(isGreen)).toEqual(isLive(i) ? [true] : [false, true]);
      const notices = sandbox
        .messages(`oc_${i % CHATS}`)
        .filter((message) => message.replyTo !== undefined && message.content.includes(code));
      expect(notices.length).toBeLessThanOrEqual(isLive(i) ? 1 : 0);
    }
    await sandbox.stop();
  }, 120_000);
});
