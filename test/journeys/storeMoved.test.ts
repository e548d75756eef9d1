import { cpSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { APPROVAL, CHAT, startJourney } from '../support/journey.ts';
import { type Program, runProgram, writeConfig } from '../support/program.ts';
import { run } from '../support/stores.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { setUpTenant } from '../support/tenant.ts';

describe('the database goes away while the bot runs', () => {
  it('is moved: 503 and not ready until it is back, and then the card comes', async () => {
    const { sandbox, clock, folder, app, submit, cards } = await startJourney();
    const path = join(folder, 'data', 'relay.db');
    expect((await fetch(`${app().url}/readyz`)).status).toBe(200);
    renameSync(path, `${path}.moved`);
    const code = submit();
    await sandbox.waitFor(() => sandbox.pushes()[0]?.attempts.length === 1);
    expect(sandbox.pushes()[0]?.attempts[0]?.outcome).toBe('refused');
    const ready = await fetch(`${app().url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      {
        status: 'not ready',
        reasons: [
          expect.stringMatching(
            /^store: the file of sqlite:.*was removed or replaced.*put it back, or restart/,
          ),
        ],
      },
    ]);

    renameSync(`${path}.moved`, path);
    clock.advance(15_000);
    expect((await cards(CHAT, 1))[0]).toContain(code);
    expect((await fetch(`${app().url}/readyz`)).status).toBe(200);
  });

  it('is deleted with its folder, as by "git clean": nothing is answered 200 and lost, and a restart goes on', async () => {
    const { sandbox, clock, folder, app, submit, cards, restart, counts } = await startJourney();
    const first = submit();
    expect((await cards(CHAT, 1))[0]).toContain(first);
    rmSync(join(folder, 'data'), { recursive: true });
    const second = submit();
    const push = sandbox.pushes()[1];
    await sandbox.waitFor(() => push?.attempts.length === 1);
    expect(push?.attempts[0]?.outcome).toBe('refused');
    expect((await fetch(`${app().url}/readyz`)).status).toBe(503);

    await restart();
    expect(sandbox.approvals().find((one) => one.approvalCode === APPROVAL)?.subscribed).toBe(true);
    clock.advance(15_000);
    expect((await cards(CHAT, 2))[1]).toContain(second);
    expect(await counts()).toMatchObject({ parked: 0 });
    expect((await fetch(`${app().url}/readyz`)).status).toBe(200);
  });
});

/** The address of the newest start of a program that restarts by itself, once it has started so often. */
async function urlOfStart(program: Program, starts: number): Promise<string> {
  for (;;) {
    const urls = [...program.out().matchAll(/"url":"([^"]+)"/g)].map((found) => found[1] ?? '');
    if (urls.length >= starts) return urls[starts - 1] ?? '';
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('the bot restarts by itself', () => {
  it('on a backup that is restored while it runs, and on its own database whose log was removed', async () => {
    const { sandbox, submit, messagesAbout, config } = await setUpTenant({ groups: 1, limits: 'lifted' });
    const folder = tempFolder();
    const file = writeConfig(folder, config({ store: 'sqlite:data/relay.db', reconcile: false }));
    const start = async (): Promise<Program> => {
      const program = runProgram(folder, ['start', '--config', file]);
      sandbox.pushTo(`${await program.url}/webhook/event`);
      return program;
    };
    const first = await start();
    const early = submit();
    await sandbox.waitFor(() => messagesAbout(early).length === 1);
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    const data = join(folder, 'data');
    const backup = join(tempFolder(), 'relay.db');
    cpSync(join(data, 'relay.db'), backup);

    const program = await start();
    rmSync(data, { recursive: true });
    const late = submit();
    const push = sandbox.pushes().at(-1);
    await sandbox.waitFor(() => push?.attempts.some(({ outcome }) => outcome === 'refused') === true);
    cpSync(backup, join(data, 'relay.db'));
    sandbox.pushTo(`${await urlOfStart(program, 2)}/webhook/event`);
    await sandbox.waitFor(() => messagesAbout(late).length === 1);

    rmSync(join(data, 'relay.db-wal'));
    const last = submit();
    sandbox.pushTo(`${await urlOfStart(program, 3)}/webhook/event`);
    await sandbox.waitFor(() => messagesAbout(last).length === 1);
    await sandbox.waitFor(() => sandbox.pushes().every((one) => one.state === 'taken'));
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    const rows = await run({ kind: 'sqlite', path: join(data, 'relay.db') }, 'select instance from inbox');
    expect(rows.map((row) => row.instance).sort()).toEqual([early, late, last].sort());
    expect([early, late, last].map((code) => messagesAbout(code).length)).toEqual([1, 1, 1]);
  });
});
