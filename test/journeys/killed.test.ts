import { describe, expect, it } from 'vitest';
import type { SandboxMessage } from '../../src/sandbox/world/world.ts';
import { setUpTenant } from '../support/tenant.ts';

const CHATS = 12;
const INSTANCES = 180;
/** Every third chat keeps living cards. */
const isLive = (i: number): boolean => (i % CHATS) % 3 === 0;

const isGreen = (message: SandboxMessage): boolean => message.content.includes('"template":"green"');
const isNotice = (message: SandboxMessage): boolean => message.replyTo !== undefined;

describe('kill -9', () => {
  it('six times under a stream of 360 changes in twelve chats: each is told once, per instance in order', async () => {
    const { sandbox, codes, submitApproved, messagesAbout, bot } = await setUpTenant({
      groups: CHATS,
      entry: (i) => ({ mode: isLive(i) ? 'live' : 'post' }),
      limits: 'lifted',
    });
    const start = bot({ reconcile: false });
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
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);

    for (const [i, code] of codes.entries()) {
      expect(cardsOf(code).map(isGreen)).toEqual(isLive(i) ? [true] : [false, true]);
      expect(messagesAbout(code).filter(isNotice).length).toBeLessThanOrEqual(isLive(i) ? 1 : 0);
    }
  });
});
