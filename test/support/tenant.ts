import { ShiftableClock } from '../../src/base/clock.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxMessage } from '../../src/sandbox/world/world.ts';
import { afterEachTest } from './afterTest.ts';
import { type Program, type RunOptions, runProgram, writeConfig } from './program.ts';
import { tempFolder } from './tempFolder.ts';

/** A Feishu with several approvals, each relayed to a group of its own, for what is killed: the built program. */
export interface Tenant {
  readonly sandbox: Sandbox;
  /** The instances that were submitted, oldest first: their approvals take turns. */
  readonly codes: readonly string[];
  /** Submits an instance of the approval whose turn it is; returns its code. */
  submit(): string;
  /** Submits so many, and approves each at once: two changes each. */
  submitApproved(instances: number): void;
  /** The messages about an instance, in the order in which they came to its group. */
  messagesAbout(code: string): SandboxMessage[];
  /** A configuration with these approvals, and with `more` at its top level. */
  config(more: object): object;
  /**
   * A bot with this configuration and a store of its own. What is returned starts it, each time on the same store;
   * Feishu pushes to it from then on.
   */
  bot(more: object, options?: RunOptions): () => Promise<Program>;
}

export interface TenantOptions {
  /** How many approvals there are. */
  readonly groups: number;
  /** What is set for the chat of the i-th approval. */
  readonly entry?: (i: number) => object;
  /** Neither Feishu nor the bot holds back: for tests that are about other things. */
  readonly limits?: 'lifted';
  /** By what the bot knows that an event is Feishu's; otherwise by an encrypt key. */
  readonly secret?: { readonly verificationToken: string };
}

const APP = { appId: 'cli_a1b2c3d4e5f60718', appSecret: 'a secret' };
const SEALED = { encryptKey: 'an encrypt key' };
/** A push that meets a dead bot is tried again soon: the tests are about the bot, not about Feishu's patience. */
const PUSHED_AGAIN_MS = Array.from({ length: 600 }, () => 200);
/** As fast as it can, and a card of its own for each change, however many wait. */
const LIFTED = { limits: { chatPerSecond: 1_000, appPerSecond: 1_000, appPerMinute: 100_000, foldAbove: 0 } };

const sandboxes: Sandbox[] = [];

afterEachTest(async () => {
  for (const sandbox of sandboxes.splice(0)) await sandbox.stop();
});

/** Starts a sandbox with two people, and with approvals that are subscribed already. */
export async function setUpTenant(options: TenantOptions): Promise<Tenant> {
  const { groups, entry, limits, secret = SEALED } = options;
  const sandbox = await startSandbox({
    clock: new ShiftableClock(),
    ...APP,
    ...secret,
    retryLadderMs: PUSHED_AGAIN_MS,
    ...(limits ? { limits } : {}),
  });
  sandboxes.push(sandbox);
  const applicant = sandbox.addPerson({ name: '张三' }).openId;
  const approver = sandbox.addPerson({ name: '李四' }).openId;
  const approvals: Record<string, object> = {};
  for (let i = 0; i < groups; i += 1) {
    sandbox.addChat({ chatId: `oc_${i}`, name: `群 ${i}` });
    sandbox.addApproval({ approvalCode: `APPROVAL-${i}`, name: `审批 ${i}`, subscribed: true });
    approvals[`APPROVAL-${i}`] = { chats: [{ chat: `oc_${i}`, ...entry?.(i) }] };
  }

  const codes: string[] = [];
  const submit = (): string => {
    const approvalCode = `APPROVAL-${codes.length % groups}`;
    const code = sandbox.submit({ approvalCode, applicant, approvers: [[approver]] });
    codes.push(code);
    return code;
  };
  const config = (more: object): object => ({
    feishu: { ...APP, domain: sandbox.url, ...secret },
    server: { host: '127.0.0.1', port: 0 },
    ...(limits ? LIFTED : {}),
    approvals,
    ...more,
  });

  return {
    sandbox,
    codes,
    submit,
    submitApproved(instances) {
      for (let i = 0; i < instances; i += 1) sandbox.approve(submit(), { by: approver });
    },
    messagesAbout: (code) =>
      sandbox
        .messages(`oc_${codes.indexOf(code) % groups}`)
        .filter((message) => message.content.includes(code)),
    config,
    bot(more, options = {}) {
      const folder = tempFolder();
      writeConfig(folder, config({ store: 'sqlite:data/relay.db', ...more }));
      return async () => {
        const program = runProgram(folder, ['start', '--config', 'relay.yaml'], {}, options);
        sandbox.pushTo(`${await program.url}/webhook/event`);
        return program;
      };
    },
  };
}
