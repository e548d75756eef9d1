import { describe, expect, it } from 'vitest';
import { silenceAsked } from '../../src/cli/silenceInput.ts';
import { settingsOf } from '../settings/read.ts';
import { runCommand } from '../support/command.ts';
import { runProgram, writeConfig } from '../support/program.ts';
import { CODE, startRelaySandbox } from '../support/relaySandbox.ts';

const LI = 'ou_0123456789abcdef0123456789abcdef';
const NOW = Date.parse('2026-11-26T12:00:00+08:00');
const WANG = 'ou_fedcba9876543210fedcba9876543210';

const settings = () =>
  settingsOf(`feishu: { appId: cli_0123456789abcdef, appSecret: s, encryptKey: k }
approvals: { ${CODE}: { chats: [oc_1] } }
reminders: {}
`);

async function setUp() {
  const relay = await startRelaySandbox({ encryptKey: 'an encrypt key' });
  writeConfig(relay.folder, relay.config({ reminders: { calendar: 'always', hours: '00:00-24:00' } }));
  const silence = (...args: string[]) => runCommand(relay.folder, [...args, '--config', 'relay.yaml']);
  return { ...relay, silence };
}

describe('approval-relay silence', () => {
  it('asks the running bot, is shown by pending, ends, and outlives the bot', async () => {
    const { sandbox, folder, silence } = await setUp();
    const program = runProgram(folder, ['start', '--config', 'relay.yaml']);
    sandbox.pushTo(`${await program.url}/webhook/event`);
    await sandbox.waitFor(() => sandbox.approvals().every((one) => one.subscribed));
    const applicant = sandbox.addPerson({ name: '张三' }).openId;
    sandbox.addPerson({ name: '李四', openId: LI });
    const code = sandbox.submit({ approvalCode: CODE, applicant, form: [], approvers: [[LI]] });
    await sandbox.waitFor(() => sandbox.messages().some(({ content }) => content.includes(code)));

    const refused = await silence('silence', 'add', '--instance', 'NOPE', '--until', '3d');
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('No request NOPE waits');

    const added = await silence(
      'silence',
      'add',
      '--person',
      LI,
      '--until',
      '3d',
      '--reason',
      '休假',
      '--json',
    );
    expect(added).toMatchObject({ code: 0, err: '' });
    const { id } = JSON.parse(added.out) as { id: string };
    const [waits] = JSON.parse((await silence('pending', '--json')).out);
    expect(waits.waiting[0].silence).toMatchObject({ id, standIn: '' });
    expect(Date.parse(waits.nextReminder)).toBeGreaterThan(Date.now() + 2.9 * 86_400_000);

    const routed = JSON.parse((await silence('route', code, '--json')).out);
    expect(routed.entries[0].silences).toEqual([{ person: LI, until: expect.any(String), standIn: '' }]);
    // For a person in the time zone of the configuration, like every other time.
    expect((await silence('route', code)).out).toMatch(
      new RegExp(`${LI} → \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d\\s*$`, 'm'),
    );

    program.child.kill('SIGTERM');
    await program.ended;
    const listed = runProgram(folder, ['silence', 'list', '--lang', 'zh', '--config', 'relay.yaml']);
    expect(await listed.ended).toBe(0);
    expect(listed.out()).toContain(id);
    expect(listed.out()).toContain('休假');
    expect((await silence('silence', 'end', id, '--lang', 'zh')).out).toContain(`暂缓催办 ${id} 已结束`);
    expect(await silence('silence', 'end', id)).toMatchObject({ code: 1 });
    expect(JSON.parse((await silence('silence', 'list', '--json')).out)).toEqual([]);
    expect(await silence('silence', 'stop')).toMatchObject({ code: 2 });
    // Without the bot, too.
    const ofRequest = (instance: string) =>
      silence('silence', 'add', '--instance', instance, '--until', '3d', '--lang', 'zh');
    expect((await ofRequest('NOPE')).err).toContain('没有找到等待中的申请 NOPE');
    expect(await ofRequest(code)).toMatchObject({ code: 0, err: '' });
  });

  it.each([
    [{ until: '1d' }, 'one of --person'],
    [{ person: LI, approval: CODE, until: '1d' }, 'one of --person'],
    [{ person: 'Li', until: '1d' }, 'not an open_id'],
    [{ approval: CODE, standIn: WANG, until: '1d' }, '--person, too'],
    [{ person: LI }, 'needs --until'],
    [{ person: LI, until: '2020-01-01' }, 'a future time'],
    [{ chat: 'oc_elsewhere', until: '1d' }, 'no reminders to oc_elsewhere'],
  ])('refuses %s', (words, why) => {
    expect(() => silenceAsked(words, settings(), NOW)).toThrow(why);
  });

  it.each([
    ['90m', NOW + 90 * 60_000],
    ['2026-12-01', Date.parse('2026-12-01T00:00:00+08:00')],
    ['2026-12-01 09:30', Date.parse('2026-12-01T09:30:00+08:00')],
    ['2026-12-01T09:30:00Z', Date.parse('2026-12-01T09:30:00Z')],
  ])('reads --until %s', (until, at) => {
    expect(silenceAsked({ chat: 'oc_1', until }, settings(), NOW).until).toBe(at);
  });
});
