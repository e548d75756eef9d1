import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { CHAT, startJourney } from '../support/journey.ts';

describe('the store cannot take an event', () => {
  it('is answered 503, and the card comes with the next try of Feishu', async () => {
    const { sandbox, clock, folder, submit, cards } = await startJourney();
    const other = new Database(join(folder, 'data', 'relay.db'));
    other.exec('begin exclusive');
    const code = submit();
    const push = sandbox.pushes()[0];
    await sandbox.waitFor(() => push?.attempts.length === 1);
    expect(push?.attempts[0]?.outcome).toBe('refused');
    other.exec('rollback');
    other.close();

    clock.advance(15_000);
    const [card] = await cards(CHAT, 1);
    expect(card).toContain(code);
    sandbox.withdraw(code);
    expect(await cards(CHAT, 2)).toHaveLength(2);
  });
});
