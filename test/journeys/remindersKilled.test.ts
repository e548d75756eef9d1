import { describe, expect, it } from 'vitest';
import { ShiftableClock } from '../../src/base/clock.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { type Program, runProgram, writeConfig } from '../support/program.ts';
import { tempFolder } from '../support/tempFolder.ts';

const APP = { appId: 'cli_a1b2c3d4e5f60718', appSecret: 'a secret' };
const ENCRYPT_KEY = 'an encrypt key';
const CHATS = 4;
const INSTANCES = 60;

describe('kill -9 while people are reminded', () => {
  it('neither loses nor doubles a reminder', async () => {
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
      approvals[`APPROVAL-${i}`] = { chats: [`oc_${i}`] };
    }
    const folder = tempFolder();
    writeConfig(folder, {
      feishu: { ...APP, domain: sandbox.url, encryptKey: ENCRYPT_KEY },
      server: { host: '127.0.0.1', port: 0 },
      store: 'sqlite:data/relay.db',
      limits: { chatPerSecond: 1_000, appPerSecond: 1_000, appPerMinute: 100_000 },
      // The first reminder of each comes at once, the second never in this test.
      reminders: {
        schedule: '* * * * * *',
        after: '1s',
        every: '1h',
        calendar: 'always',
        hours: '00:00-24:00',
        perChatPerDay: 1_000,
      },
      approvals,
    });
    sandbox.turn({ limits: 'lifted' });
    const start = async (): Promise<Program> => {
      const program = runProgram(folder, ['start', '--config', 'relay.yaml']);
      sandbox.pushTo(`${await program.url}/webhook/event`);
      return program;
    };
    const reminders = (): string[] =>
      sandbox
        .messages()
        .map((message) => message.content)
        .filter((content) => content.includes('"template":"orange"'));

    let program = await start();
    const codes = Array.from({ length: INSTANCES }, (_, i) =>
      sandbox.submit({ approvalCode: `APPROVAL-${i % CHATS}`, applicant, approvers: [[approver]] }),
    );
    for (let kill = 1; kill <= 4; kill += 1) {
      // In the middle of a run: some are told, some are written, some are being sent.
      await sandbox.waitFor(() => reminders().length >= kill * 9, 30_000);
      program.child.kill('SIGKILL');
      await program.ended;
      program = await start();
    }
    await sandbox.waitFor(() => reminders().length >= INSTANCES, 60_000);
    // One that is submitted now is reminded of by a later run: until then nothing came twice.
    const last = sandbox.submit({ approvalCode: 'APPROVAL-0', applicant, approvers: [[approver]] });
    await sandbox.waitFor(() => reminders().some((content) => content.includes(last)), 30_000);
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    const told = reminders();
    expect(codes.map((code) => told.filter((content) => content.includes(code)).length)).toEqual(
      codes.map(() => 1),
    );
    await sandbox.stop();
  }, 120_000);
});
