import { describe, expect, it } from 'vitest';
import { setUpTenant } from '../support/tenant.ts';

const INSTANCES = 60;
/** The first reminder of each comes at once, the second never in this test. */
const REMINDERS = {
  schedule: '* * * * * *',
  after: '1s',
  every: '1h',
  calendar: 'always',
  hours: '00:00-24:00',
  perChatPerDay: 1_000,
};

describe('kill -9 while people are reminded', () => {
  it('neither loses nor doubles a reminder', async () => {
    const { sandbox, submit, bot } = await setUpTenant({ groups: 4, limits: 'lifted' });
    const start = bot({ reminders: REMINDERS });
    const reminders = (): string[] =>
      sandbox
        .messages()
        .map((message) => message.content)
        .filter((content) => content.includes('"template":"orange"'));

    let program = await start();
    const codes = Array.from({ length: INSTANCES }, submit);
    for (let kill = 1; kill <= 4; kill += 1) {
      // In the middle of a run: some are sent, some are written, some are being sent.
      await sandbox.waitFor(() => reminders().length >= kill * 9);
      program.child.kill('SIGKILL');
      await program.ended;
      program = await start();
    }
    await sandbox.waitFor(() => reminders().length >= INSTANCES, 60_000);
    // One that is submitted now is reminded of by a later run: until then nothing came twice.
    const last = submit();
    await sandbox.waitFor(() => reminders().some((content) => content.includes(last)));
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    const sent = reminders();
    expect(codes.map((code) => sent.filter((content) => content.includes(code)).length)).toEqual(
      codes.map(() => 1),
    );
  });
});
