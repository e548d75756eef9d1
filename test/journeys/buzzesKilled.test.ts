import { describe, expect, it } from 'vitest';
import type { InjectedFault } from '../../src/sandbox/api/faults.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxMessage } from '../../src/sandbox/world/world.ts';
import type { Program } from '../support/program.ts';
import { setUpTenant } from '../support/tenant.ts';

const BOSS = 'oc_boss';
const HEAD = 'ou_0123456789abcdef0123456789abcdef';

interface Killed {
  readonly sandbox: Sandbox;
  readonly program: Program;
  /** Submits a request that is escalated after a second. */
  submit(): string;
  /** Its cards in the chat of the heads. */
  escalated(code: string): SandboxMessage[];
  /** Kills the program, starts it again, and resolves when an escalation of after that has buzzed. */
  killAndGoOn(): Promise<void>;
}

/** The built program, escalating urgently after a second. */
async function startBuzzing(fault: InjectedFault): Promise<Killed> {
  const { sandbox, submit, bot } = await setUpTenant({ groups: 1 });
  sandbox.addPerson({ name: '赵总', openId: HEAD });
  sandbox.addChat({ chatId: BOSS, name: '主管群' });
  sandbox.faults.add({ ...fault, chat: BOSS, times: 1 });
  const start = bot({
    reconcile: false,
    reminders: {
      schedule: '* * * * * *',
      after: '9d',
      calendar: 'always',
      hours: '00:00-24:00',
      escalate: [{ after: '1s', chat: BOSS, mention: [HEAD], urgent: true }],
    },
  });
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
      await sandbox.waitFor(() => escalated(later).some(({ urgent }) => urgent.length > 0));
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
    await sandbox.waitFor(() => escalated(code).length > 0);
    await killAndGoOn();
    await sandbox.waitFor(() => escalated(code).some(({ urgent }) => urgent.length > 0));
    expect(escalated(code).map(({ urgent }) => urgent.map(({ people }) => people))).toEqual([[[HEAD]]]);
  });

  it('between its card and the buzz: the buzz is neither lost nor doubled', async () => {
    // Long enough for the kill to come first.
    const headers = { 'x-ogw-ratelimit-reset': '6' };
    const { sandbox, program, submit, escalated, killAndGoOn } = await startBuzzing({
      api: 'message.urgentApp',
      kind: 'status',
      status: 429,
      code: 99991400,
      headers,
    });
    const code = submit();
    await program.says('"kind":"buzz","approvalCode"');
    expect(escalated(code).map(({ urgent }) => urgent)).toEqual([[]]);
    await killAndGoOn();
    await sandbox.waitFor(() => escalated(code).some(({ urgent }) => urgent.length > 0));
    expect(escalated(code).map(({ urgent }) => urgent.length)).toEqual([1]);
  });

  it.each([
    { kind: 'hangAnswer', rung: 1 },
    { kind: 'hang', rung: 0 },
  ] as const)('while the buzz is being sent: it is not repeated ($kind)', async ({ kind, rung }) => {
    const { sandbox, submit, escalated, killAndGoOn } = await startBuzzing({
      api: 'message.urgentApp',
      kind,
    });
    const code = submit();
    const hasRung = () => escalated(code).reduce((all, { urgent }) => all + urgent.length, 0) === rung;
    await sandbox.waitFor(() => sandbox.requests('message.urgentApp').length > 0 && hasRung());
    await killAndGoOn();
    expect(escalated(code).map(({ urgent }) => urgent.length)).toEqual([rung]);
    expect(sandbox.requests('message.urgentApp')).toHaveLength(2);
  });
});
