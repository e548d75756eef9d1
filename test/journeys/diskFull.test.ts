import { describe, expect, it } from 'vitest';
import { limitFiles } from '../support/fileLimit.ts';
import { setUpTenant } from '../support/tenant.ts';

const GROUPS = 4;

describe('the disk of the store is full', () => {
  it('in the middle of a stream, three times: 503 and not ready with the reason, then all goes on by itself', async () => {
    const { sandbox, codes, submit, messagesAbout, bot } = await setUpTenant({
      groups: GROUPS,
      limits: 'lifted',
    });
    const program = await bot({ reconcile: false })();
    const { pid = 0 } = program.child;
    const ready = async (): Promise<{ status: number; reasons?: string[] }> => {
      const answer = await fetch(`${await program.url}/readyz`);
      const { reasons } = (await answer.json()) as { reasons?: string[] };
      return { status: answer.status, ...(reasons ? { reasons } : {}) };
    };
    const refusals = (): number =>
      sandbox
        .pushes()
        .flatMap((push) => push.attempts)
        .filter(({ outcome }) => outcome === 'refused').length;

    for (let times = 1; times <= 3; times += 1) {
      // Sends whose end cannot be written, since there is no room by then.
      sandbox.faults.add({ api: 'message.create', kind: 'slow', delayMs: 300, times: GROUPS });
      const sent = sandbox.messages().length;
      const refused = refusals();
      for (let i = 0; i < 8; i += 1) submit();
      await sandbox.waitFor(() => sandbox.messages().length > sent);
      limitFiles(pid, 1);
      for (let i = 0; i < 4; i += 1) submit();
      await sandbox.waitFor(() => refusals() >= refused + 8);
      const { status, reasons } = await ready();
      expect(status).toBe(503);
      expect(reasons).toEqual([
        expect.stringMatching(
          /^store: sqlite:data\/relay\.db cannot be read or written .*check its disk, the quota/,
        ),
      ]);
      limitFiles(pid);
      await sandbox.waitFor(() => codes.every((code) => messagesAbout(code).length > 0), 60_000);
      // The renewal of the lease finds out, within seconds.
      let isReady = false;
      while (!isReady) isReady = (await ready()).status === 200;
    }
    await sandbox.waitFor(() => sandbox.pushes().every((push) => push.state === 'taken'), 60_000);
    const metrics = await (await fetch(`${await program.url}/metrics`)).text();
    expect(metrics).toMatch(/^relay_parked 0$/m);
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(program.err()).not.toContain('mistake in the program');
    for (const code of codes) expect([code, messagesAbout(code).length]).toEqual([code, 1]);
  });
});
