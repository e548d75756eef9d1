import { describe, expect, it } from 'vitest';
import { SpanSketch } from '../../src/approval/spanSketch.ts';
import type { SandboxMessage } from '../../src/sandbox/world/world.ts';
import { run, untilRows } from '../support/stores.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { setUpTenant } from '../support/tenant.ts';

const CHATS = 12;
const INSTANCES = 180;
/** Every third chat keeps living cards. */
const isLive = (i: number): boolean => (i % CHATS) % 3 === 0;

const isGreen = (message: SandboxMessage): boolean => message.content.includes('"template":"green"');
const isNotice = (message: SandboxMessage): boolean => message.replyTo !== undefined;

/** How many requests came in, and how many were decided, by the figures of a store. */
async function figures(folder: string): Promise<{ created: number; decided: number }> {
  const place = { kind: 'sqlite', path: `${folder}/data/relay.db` } as const;
  const rows = await run(place, "select created, spans from daily_figures where step = ''");
  const sketch = new SpanSketch();
  for (const { spans } of rows) sketch.addText(String(spans));
  return { created: rows.reduce((all, row) => all + Number(row.created), 0), decided: sketch.count };
}

describe('kill -9', () => {
  it('six times under a stream of 360 changes in twelve chats: each is sent and counted once, in order', async () => {
    const { sandbox, codes, submitApproved, messagesAbout, bot } = await setUpTenant({
      groups: CHATS,
      entry: (i) => ({ mode: isLive(i) ? 'live' : 'post' }),
      limits: 'lifted',
    });
    const folder = tempFolder();
    const start = bot({ reconcile: false, store: `sqlite:${folder}/data/relay.db` });
    let program = await start();
    for (let kill = 1; kill <= 6; kill += 1) {
      const posted = sandbox.messages().length;
      submitApproved(INSTANCES / 6);
      // At a different moment each time: after so many more cards have come.
      await sandbox.waitFor(() => sandbox.messages().length >= posted + kill * 4);
      program.child.kill('SIGKILL');
      await program.ended;
      program = await start();
    }
    const cardsOf = (code: string): SandboxMessage[] =>
      messagesAbout(code).filter((message) => !isNotice(message));
    // Approved instances have two cards, or one that turned green; and with it its notice.
    await sandbox.waitFor(() => codes.every((code) => cardsOf(code).some(isGreen)), 60_000);
    await sandbox.waitFor(() => sandbox.pushes().every((push) => push.state === 'taken'), 60_000);
    const isCounted = "counted like '%new%' and counted like '%end%'";
    await untilRows(folder, `select 1 from instances where ${isCounted}`, INSTANCES);
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(await figures(folder)).toEqual({ created: INSTANCES, decided: INSTANCES });

    for (const [i, code] of codes.entries()) {
      expect(cardsOf(code).map(isGreen)).toEqual(isLive(i) ? [true] : [false, true]);
      expect(messagesAbout(code).filter(isNotice).length).toBeLessThanOrEqual(isLive(i) ? 1 : 0);
    }
  });
});
