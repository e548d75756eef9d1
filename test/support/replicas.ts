import { afterEach, expect } from 'vitest';
import { ShiftableClock } from '../../src/base/clock.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type Balancer, startBalancer } from './balancer.ts';
import { type DatabaseWire, layWire } from './databaseWire.ts';
import { type Program, runProgram, writeConfig } from './program.ts';
import { tempFolder } from './tempFolder.ts';

/** One process of the built program, with a wire of its own to the database. */
export interface Replica extends Program {
  readonly wire: DatabaseWire;
  readonly readyz: () => Promise<{ status: number; role?: string }>;
  /** Resolves when it has logged `text` more often than at the last call for this text. */
  readonly says: (text: string) => Promise<void>;
}

/** Several processes on one PostgreSQL, with a sandbox that pushes to each in turn. */
export interface Replicas {
  readonly sandbox: Sandbox;
  readonly balancer: Balancer;
  /** Starts one more; the first one works. */
  start(): Promise<Replica>;
  /** Feishu's pushes go to these from now on. */
  pushTo(replicas: readonly Replica[]): Promise<void>;
  /** Two changes, submitted and approved, of each of so many instances. */
  submit(instances: number): void;
  /** Every change has its card, once and in order, and Feishu never had to refuse for a limit. */
  expectEachOnce(withinMs: number): Promise<void>;
}

export const WORKS = 'working: this process holds the lease';
export const STANDS_BY = 'standing by';
/** The lease's 20 s, and what a busy machine takes to notice. */
export const TAKE_OVER_MS = 25_000;

const APP = { appId: 'cli_a1b2c3d4e5f60718', appSecret: 'a secret' };
const ENCRYPT_KEY = 'an encrypt key';
const CHATS = 4;

const sandboxes: Sandbox[] = [];

afterEach(async () => {
  for (const sandbox of sandboxes.splice(0)) await sandbox.stop();
});

/** @param database the URL of an empty database */
export async function setUpReplicas(database: string): Promise<Replicas> {
  // A push that meets a dead replica is tried again soon: the tests are about the bot, not about Feishu's patience.
  const retryLadderMs = Array.from({ length: 600 }, () => 200);
  const sandbox = await startSandbox({
    clock: new ShiftableClock(),
    ...APP,
    encryptKey: ENCRYPT_KEY,
    retryLadderMs,
  });
  sandboxes.push(sandbox);
  const applicant = sandbox.addPerson({ name: '张三' }).openId;
  const approver = sandbox.addPerson({ name: '李四' }).openId;
  const approvals: Record<string, object> = {};
  for (let i = 0; i < CHATS; i += 1) {
    sandbox.addChat({ chatId: `oc_${i}`, name: `群 ${i}` });
    sandbox.addApproval({ approvalCode: `APPROVAL-${i}`, name: `审批 ${i}`, subscribed: true });
    approvals[`APPROVAL-${i}`] = { chats: [{ chat: `oc_${i}`, mode: 'post' }] };
  }
  const balancer = await startBalancer();
  sandbox.pushTo(balancer.url);
  const codes: string[] = [];

  return {
    sandbox,
    balancer,
    async start() {
      const folder = tempFolder();
      const wire = await layWire(database);
      writeConfig(folder, {
        feishu: { ...APP, domain: sandbox.url, encryptKey: ENCRYPT_KEY },
        server: { host: '127.0.0.1', port: 0 },
        reconcile: false,
        store: wire.url,
        approvals,
      });
      const program = runProgram(folder, ['start', '--config', 'relay.yaml']);
      await program.url;
      return replicaOf(program, wire);
    },
    async pushTo(replicas) {
      balancer.spread(await Promise.all(replicas.map(async ({ url }) => `${await url}/webhook/event`)));
    },
    submit(instances) {
      for (let i = 0; i < instances; i += 1) {
        const approvalCode = `APPROVAL-${codes.length % CHATS}`;
        const code = sandbox.submit({ approvalCode, applicant, approvers: [[approver]] });
        sandbox.approve(code, { by: approver });
        codes.push(code);
      }
    },
    async expectEachOnce(withinMs) {
      await sandbox.waitFor(() => sandbox.messages().length >= 2 * codes.length, withinMs);
      await sandbox.settled(withinMs);
      expect(sandbox.messages()).toHaveLength(2 * codes.length);
      for (const [i, code] of codes.entries()) {
        const told = sandbox.messages(`oc_${i % CHATS}`).filter((message) => message.content.includes(code));
        // The approval is the second card, and the green one.
        expect(told.map((message) => message.content.includes('"template":"green"'))).toEqual([false, true]);
      }
      expect(sandbox.refusals('limit')).toEqual([]);
    },
  };
}

function replicaOf(program: Program, wire: DatabaseWire): Replica {
  const heard = new Map<string, number>();
  return {
    ...program,
    wire,
    async readyz() {
      const answer = await fetch(`${await program.url}/readyz`);
      const { role } = (await answer.json()) as { role?: string };
      return { status: answer.status, ...(role === undefined ? {} : { role }) };
    },
    says: (text) =>
      new Promise((resolve, reject) => {
        const before = heard.get(text) ?? 0;
        const look = (): void => {
          const times = program.out().split(text).length - 1;
          if (times <= before) return;
          heard.set(text, times);
          program.child.stdout?.off('data', look);
          resolve();
        };
        program.child.stdout?.on('data', look);
        void program.ended.then((end) =>
          reject(new Error(`ended with ${end} before it said "${text}":\n${program.out()}`)),
        );
        look();
      }),
  };
}
