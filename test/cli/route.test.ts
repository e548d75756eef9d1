import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../support/command.ts';
import { runProgram, writeConfig } from '../support/program.ts';
import { CHAT, CODE, type RelaySandbox, startRelaySandbox } from '../support/relaySandbox.ts';

const CHATS = [
  { chat: 'oc_big', when: { form_w2: { gte: 10000, currency: 'CNY' } }, mention: 'approvers', template: '' },
  { chat: 'oc_secret', when: { form_w2: { lt: 100 } }, fields: { hide: ['金额'] } },
  { chat: 'oc_unit', when: { department: { under: 'od-unit' } } },
  { chat: 'oc_ends', statuses: ['APPROVED'] },
  { chat: CHAT, when: 'otherwise' },
];

/** `form_w2` stands for `form.金额`. */
const config = (relay: RelaySandbox) =>
  relay.config({
    approvals: {
      [CODE]: {
        chats: CHATS.map((entry) => JSON.parse(JSON.stringify(entry).replaceAll('form_w2', 'form.金额'))),
      },
    },
  });

function route(relay: RelaySandbox, ...args: string[]) {
  writeConfig(relay.folder, config(relay));
  return runCommand(relay.folder, ['route', ...args, '--config', 'relay.yaml']);
}

interface Answer {
  readonly instance: string;
  readonly status: string;
  readonly entries: {
    chat: string;
    matches: boolean | null;
    because: string;
    mentions: string[];
    people: number | null;
  }[];
}

const answer = ({ out }: { out: string }): Answer => JSON.parse(out) as Answer;
const matches = (given: Answer) => Object.fromEntries(given.entries.map((one) => [one.chat, one.matches]));

describe('route', () => {
  it('explains an instance entry by entry: looked up, from a file, or in words; and posts nothing', async () => {
    const relay = await startRelaySandbox();
    const { sandbox } = relay;
    sandbox.addChat({ chatId: 'oc_big', name: '大额群' });
    const { departmentId } = sandbox.addDepartment({ departmentId: 'od-team', name: '组', parentId: '0' });
    const zhang = sandbox.addPerson({ name: '张三', departmentId }).openId;
    const li = sandbox.addPerson({ name: '李四' }).openId;
    const instance = sandbox.submit({
      approvalCode: CODE,
      applicant: zhang,
      form: [{ id: 'w2', name: '金额', type: 'amount', value: 12000.5, ext: { currency: 'CNY' } }],
      approvers: [[li], [li]],
    });
    writeConfig(relay.folder, config(relay));
    const program = runProgram(relay.folder, ['route', instance, '--json', '--config', 'relay.yaml']);
    expect([await program.ended, program.err()]).toEqual([0, '']);
    const looked = answer({ out: program.out() });
    expect(looked).toMatchObject({ instance, status: 'PENDING' });
    expect(matches(looked)).toEqual({
      oc_big: true,
      oc_secret: false,
      oc_unit: false,
      oc_ends: false,
      [CHAT]: false,
    });
    expect(looked.entries[0]).toMatchObject({
      because: 'form.金额 gte 10000, currency CNY holds: ¥12,000.50',
      mentions: [li],
      people: 2,
    });
    // A value is shown as the field rules of the entry would show it.
    expect(looked.entries[1]?.because).toBe('form.金额 lt 100 does not hold: a value that is hidden here');
    expect(looked.entries[3]?.because).toContain('APPROVED');

    const file = join(relay.folder, 'instance.json');
    const data = {
      instance_code: 'I-7',
      approval_code: CODE,
      status: 'APPROVED',
      open_id: zhang,
      department_id: 'od-x',
      form: '[]',
    };
    writeFileSync(file, JSON.stringify({ code: 0, data }));
    const filed = answer(await route(relay, file, '--json'));
    expect(filed).toMatchObject({ instance: 'I-7', status: 'APPROVED' });
    // Nobody knows what stands above od-x, so neither that nor `otherwise` can be decided.
    expect(matches(filed)).toEqual({
      oc_big: false,
      oc_secret: false,
      oc_unit: null,
      oc_ends: true,
      [CHAT]: null,
    });
    expect(filed.entries[2]?.because).toMatch(/undecidable: .*contact:department.organize:readonly/);

    const words = answer(
      await route(
        relay,
        '--approval',
        CODE,
        '--field',
        '金额=50',
        '--department',
        'od-unit',
        '--status',
        'approved',
        '--json',
      ),
    );
    expect(matches(words)).toEqual({
      oc_big: false,
      oc_secret: true,
      oc_unit: true,
      oc_ends: true,
      [CHAT]: false,
    });

    const chinese = await route(relay, '--approval', CODE, '--field', '金额=500', '--lang', 'zh');
    expect(chinese).toMatchObject({ code: 0 });
    expect(chinese.out).toMatch(/oc_big +否 +form\.金额 gte 10000, currency CNY 不成立：¥500\.00/);
    expect(chinese.out).toMatch(new RegExp(`${CHAT} +是 +其他各项的条件都不成立`));
    expect(sandbox.messages(CHAT)).toEqual([]);
    expect(sandbox.requests('message.create')).toEqual([]);
  });

  it.each([
    [[], 2, /needs an instance/],
    [['--approval', CODE, '--field', '=5'], 2, /--field =5 has no name/],
    [['--approval', CODE, '--status', 'OPEN'], 2, /OPEN is not a status/],
    [['--approval', 'X-1'], 1, /X-1 is not in the configuration/],
    [['no such thing!'], 2, /neither a file nor the code/],
    [['I-404'], 1, /cannot be looked up: .*1390003/],
  ])('%j ends with %i and a sentence', async (args, expected, says) => {
    const relay = await startRelaySandbox();
    const { code, err } = await route(relay, ...args);
    expect(err).toMatch(says);
    expect(code).toBe(expected);
  });
});
