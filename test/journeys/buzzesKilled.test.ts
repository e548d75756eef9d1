import { afterEach, describe, expect, it } from 'vitest';
import { ShiftableClock } from '../../src/base/clock.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxMessage } from '../../src/sandbox/world.ts';
import { type Program, runProgram, writeConfig } from '../support/program.ts';
import { tempFolder } from '../support/tempFolder.ts';

const APP = { appId: 'cli_a1b2c3d4e5f60718', appSecret: 'a secret' };
const ENCRYPT_KEY = 'an encrypt key';
const APPROVAL = 'PURCHASE-0001';
const CHAT = 'oc_purchase';
const BOSS = 'oc_boss';
const HEAD = 'ou_0123456789abcdef0123456789abcdef';

interface Killed {
  readonly sandbox: Sandbox;
  readonly program: Program;
  /** Submits something that is told further up after a second. */
  submit(): string;
  /** Its cards in the chat of the heads. */
  escalated(code: string): SandboxMessage[];
  /** Kills the program, starts it again, and resolves when an escalation of after that has buzzed. */
  killAndGoOn(): Promise<void>;
}

const running: Sandbox[] = [];

afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.stop();
});

/** The built program, escalating urgently after a second. */
async function startBuzzing(fault: Fault): Promise<Killed> {
  const sandbox = await startSandbox({
    clock: new ShiftableClock(),
    ...APP,
    encryptKey: ENCRYPT_KEY,
    retryLadderMs: Array.from({ length: 200 }, () => 100),
  });
  running.push(sandbox);
  const applicant = sandbox.addPerson({ name: '张三' }).openId;
  const approver = sandbox.addPerson({ name: '李四' }).openId;
  sandbox.addPerson({ name: '赵总', openId: HEAD });
  sandbox.addChat({ chatId: CHAT, name: '采购群' });
  sandbox.addChat({ chatId: BOSS, name: '主管群' });
  sandbox.addApproval({ approvalCode: APPROVAL, name: '采购申请', subscribed: true });
  sandbox.faults.add({ ...fault, chat: BOSS, times: 1 });
  const folder = tempFolder();
  writeConfig(folder, {
    feishu: { ...APP, domain: sandbox.url, encryptKey: ENCRYPT_KEY },
    server: { host: '127.0.0.1', port: 0 },
    store: 'sqlite:data/relay.db',
    reconcile: false,
    reminders: {
      schedule: '* * * * * *',
      after: '9d',
      calendar: 'always',
      hours: '00:00-24:00',
      escalate: [{ after: '1s', chat: BOSS, mention: [HEAD], urgent: true }],
    },
    approvals: { [APPROVAL]: { chats: [CHAT] } },
  });
  const start = async (): Promise<Program> => {
    const program = runProgram(folder, ['start', '--config', 'relay.yaml']);
    sandbox.pushTo(`${await program.url}/webhook/event`);
    return program;
  };
  const submit = (): string => sandbox.submit({ approvalCode: APPROVAL, applicant, approvers: [[approver]] });
  const escalated = (code: string): SandboxMessage[] =>
    sandbox.messages(BOSS).filter((message) => message.content.includes(code));
  const program = await start();
  return {
    sandbox,
    program,
    submit,
    escalated,
    async killAndGoOn() {
      program.child.kill('SIGKILL');
      await program.ended;
      await start();
      const later = submit();
      await sandbox.waitFor(() => escalated(later).some(({ urgent }) => urgent.length > 0), 30_000);
    },
  };
}

describe('kill -9 about an urgent escalation', () => {
  it('while its card is being sent: one card, one buzz', async () => {
    const { sandbox, submit, escalated, killAndGoOn } = await startBuzzing({
      api: 'message.create',
      kind: 'hangAnswer',
    });
    const code = submit();
    await sandbox.waitFor(() => escalated(code).length > 0, 30_000);
    await killAndGoOn();
    await sandbox.waitFor(() => escalated(code).some(({ urgent }) => urgent.length > 0), 30_000);
    expect(escalated(code).map(({ urgent }) => urgent.map(({ people }) => people))).toEqual([[[HEAD]]]);
  }, 120_000);

  it('between its card and the buzz: the buzz is neither lost nor doubled', async () => {
    const headers = { 'x-ogw-ratelimit-reset': '2' };
    const { sandbox, program, submit, escalated, killAndGoOn } = await startBuzzing({
      api: 'message.urgentApp',
      kind: 'status',
      status: 429,
      code: 99991400,
      headers,
    });
    const code = submit();
    await program.says('"kind":"buzz","instanceCode"');
    expect(escalated(code).map(({ urgent }) => urgent)).toEqual([[]]);
    await killAndGoOn();
    await sandbox.waitFor(() => escalated(code).some(({ urgent }) => urgent.length > 0), 30_000);
    expect(escalated(code).map(({ urgent }) => urgent.length)).toEqual([1]);
  }, 120_000);

  it.each([
    { kind: 'hangAnswer', rung: 1 },
    { kind: 'hang', rung: 0 },
  ] as const)(
    'while the buzz is being sent: it is not repeated ($kind)',
    async ({ kind, rung }) => {
      const { sandbox, submit, escalated, killAndGoOn } = await startBuzzing({
        api: 'message.urgentApp',
        kind,
      });
      const code = submit();
      const hasRung = () => escalated(code).reduce((all, { urgent }) => all + urgent.length, 0) === rung;
      await sandbox.waitFor(() => sandbox.requests('message.urgentApp').length > 0 && hasRung(), 30_000);
      await killAndGoOn();
      expect(escalated(code).map(({ urgent }) => urgent.length)).toEqual([rung]);
      expect(sandbox.requests('message.urgentApp')).toHaveLength(2);
    },
    120_000,
  );
});
