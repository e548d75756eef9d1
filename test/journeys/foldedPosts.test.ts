import { describe, expect, it } from 'vitest';
import { CHAT, startJourney } from '../support/journey.ts';
import { freshDatabase, passLease } from '../support/postgres.ts';
import { setUpTenant } from '../support/tenant.ts';

describe('more changes than twenty that wait for one chat', () => {
  it('become one card with all links, once the chat may be written to again', async () => {
    const { sandbox, clock, submit, ends, events, deliveries, passUntil } = await startJourney();
    const headers = { 'x-ogw-ratelimit-limit': '50', 'x-ogw-ratelimit-reset': '60' };
    const limit = { kind: 'status', status: 429, code: 99991400, headers, times: 1 } as const;
    sandbox.faults.add({ api: 'message.create', ...limit });
    // The chat is closed before the others come: what has come by the time it closes would be folded by itself.
    const first = submit();
    await ends.until(() => deliveries.some((end) => end.result === 'retry'));
    const codes = [first, ...Array.from({ length: 30 }, () => submit())];
    await ends.until(() => events.filter((end) => end.result === 'relayed').length === codes.length);
    clock.advance(61_000);
    const sent = () => deliveries.filter((end) => end.result === 'sent' && end.kind === 'card');
    await passUntil(() => sent().length === codes.length);
    const messages = sandbox.messages(CHAT).map((message) => message.content);
    // One may have been on its way already.
    const carried = messages.map((content) => codes.filter((code) => content.includes(code)).length);
    expect(Math.max(...carried)).toBeGreaterThanOrEqual(codes.length - 1);
    for (const code of codes) expect(messages.filter((content) => content.includes(code))).toHaveLength(1);
    expect(new Set(sent().map((end) => end.instanceCode))).toEqual(new Set(codes));
  });
});

const INSTANCES = 120;

describe.each([
  {
    name: 'SQLite',
    makeStore: async () => 'sqlite:data/relay.db',
    kills: 4,
    letLapse: async () => undefined,
  },
  {
    name: 'PostgreSQL',
    makeStore: freshDatabase,
    kills: 2,
    // How long a lease outlives its holder is what the tests of the replicas are about.
    letLapse: (store: string) => passLease(store, 20_000),
  },
])('kill -9 while changes are folded, on $name', ({ makeStore, kills, letLapse }) => {
  it('neither loses nor doubles a change', async () => {
    const { sandbox, submit, bot } = await setUpTenant({ groups: 1, entry: () => ({ mode: 'post' }) });
    const store = await makeStore();
    // Slowly enough that changes come in faster than they go out, on a slow machine, too.
    const start = bot({ store, reconcile: false, limits: { chatPerSecond: 2 } });
    const timesSent = (code: string): number =>
      sandbox.messages().filter((message) => message.content.includes(code)).length;

    let program = await start();
    const codes: string[] = [];
    for (let kill = 1; kill <= kills; kill += 1) {
      codes.push(...Array.from({ length: INSTANCES / kills }, submit));
      // At a different moment each time: some wait, some are lines, some are being sent.
      const before = sandbox.messages().length;
      await sandbox.waitFor(() => sandbox.messages().length > before);
      program.child.kill('SIGKILL');
      await program.ended;
      await letLapse(store);
      program = await start();
    }
    await sandbox.waitFor(() => codes.every((code) => timesSent(code) > 0), 90_000);
    // One that is submitted now is sent after all others: until then nothing came twice.
    const last = submit();
    await sandbox.waitFor(() => timesSent(last) > 0);
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(codes.map(timesSent)).toEqual(codes.map(() => 1));
    // Fewer messages than changes: some were folded.
    expect(sandbox.messages().length).toBeLessThan(INSTANCES);
  });
});
