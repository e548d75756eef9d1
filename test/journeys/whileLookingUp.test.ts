import { describe, expect, it } from 'vitest';
import { setUpTenant } from '../support/tenant.ts';

describe('a process killed while it looks an instance up', () => {
  it('looks it up again after the restart, and posts the card once', async () => {
    const { sandbox, submit, messagesAbout, bot } = await setUpTenant({
      groups: 1,
      secret: { verificationToken: 'a token' },
    });
    const start = bot({});
    const program = await start();
    sandbox.faults.add({ api: 'instance.get', kind: 'hang' });
    const code = submit();
    await sandbox.waitFor(() => sandbox.requests('instance.get').length === 1);
    await sandbox.waitFor(() => sandbox.pushes().every((push) => push.state === 'taken'));
    program.child.kill('SIGKILL');
    expect(await program.ended).toBe('SIGKILL');
    expect(sandbox.messages()).toHaveLength(0);

    sandbox.faults.clear();
    const again = await start();
    await sandbox.waitFor(() => sandbox.messages().length === 1);
    expect(messagesAbout(code)).toHaveLength(1);
    again.child.kill('SIGTERM');
    expect(await again.ended).toBe(0);
  });
});
