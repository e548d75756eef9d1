import { expect } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type Balancer, startBalancer } from './balancer.ts';
import { type DatabaseWire, layWire } from './databaseWire.ts';
import { type Program, runProgram, writeConfig } from './program.ts';
import { tempFolder } from './tempFolder.ts';
import { setUpTenant } from './tenant.ts';

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
  expectEachOnce(): Promise<void>;
}

export const WORKS = 'working: this process holds the lease';
export const STANDS_BY = 'standing by';
/** The lease's 20 s, and what a very busy machine takes to notice; a wait for two of them takes longer. */
export const TAKE_OVER_MS = 35_000;
/** Some hundred cards, at the pace that Feishu allows in four groups, on a very busy machine. */
const ALL_TOLD_MS = 90_000;

/** @param database the URL of an empty database */
export async function setUpReplicas(database: string): Promise<Replicas> {
  const tenant = await setUpTenant({ groups: 4, entry: () => ({ mode: 'post' }) });
  const { sandbox, codes, submitApproved, messagesAbout } = tenant;
  const balancer = await startBalancer();
  sandbox.pushTo(balancer.url);

  return {
    sandbox,
    balancer,
    async start() {
      const folder = tempFolder();
      const wire = await layWire(database);
      // A card of its own for each change, however many wait after a kill.
      const limits = { foldAbove: 0 };
      writeConfig(folder, tenant.config({ reconcile: false, store: wire.url, limits }));
      const program = runProgram(folder, ['start', '--config', 'relay.yaml']);
      await program.url;
      return replicaOf(program, wire);
    },
    async pushTo(replicas) {
      balancer.spread(await Promise.all(replicas.map(async ({ url }) => `${await url}/webhook/event`)));
    },
    submit: submitApproved,
    async expectEachOnce() {
      await sandbox.waitFor(() => sandbox.messages().length >= 2 * codes.length, ALL_TOLD_MS);
      await sandbox.settled(ALL_TOLD_MS);
      expect(sandbox.messages()).toHaveLength(2 * codes.length);
      for (const code of codes) {
        // The approval is the second card, and the green one.
        const isGreen = messagesAbout(code).map(({ content }) => content.includes('"template":"green"'));
        expect(isGreen).toEqual([false, true]);
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
