import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cardText } from '../support/cardText.ts';
import { type Printed, runCommand } from '../support/command.ts';
import { runProgram, writeConfig } from '../support/program.ts';
import { tempFolder } from '../support/tempFolder.ts';

const preview = (folder: string, ...args: string[]): Promise<Printed> =>
  runCommand(folder, ['preview', ...args]);

describe('preview', () => {
  it('renders a sample without any configuration', async () => {
    const program = runProgram(tempFolder(), ['preview', 'REJECTED']);
    expect([await program.ended, program.err()]).toEqual([0, '']);
    expect(cardText(program.out())).toContain('采购申请');
    expect(JSON.parse(program.out())).toMatchObject({ schema: '2.0', header: { template: 'red' } });
    expect(await preview(tempFolder(), 'REJECTED')).toEqual({ code: 0, out: program.out(), err: '' });
  });

  it('renders an instance as the configuration maps its approval, in the language asked for', async () => {
    const folder = tempFolder();
    const config = {
      feishu: { appId: 'cli_0123456789abcdef', appSecret: 's', encryptKey: 'k', domain: 'lark' },
      approvals: { 'A-1': { name: '付款', chats: [{ chat: 'oc_1', fields: { hide: ['备注'] } }] } },
    };
    writeConfig(folder, config);
    const form = JSON.stringify([
      { id: 'w1', name: '金额', type: 'number', value: 5 },
      { id: 'w2', name: '备注', type: 'input', value: '保密的' },
    ]);
    writeFileSync(
      join(folder, 'instance.json'),
      JSON.stringify({ code: 0, data: { instance_code: 'I-9', form } }),
    );
    const args = [
      '--config',
      'relay.yaml',
      '--approval',
      'A-1',
      '--instance',
      'instance.json',
      '--locale',
      'en-US',
    ];
    const { code, out } = await preview(folder, 'PENDING', ...args);
    expect(code).toBe(0);
    expect(out).toContain('applink.larksuite.com');
    expect(out).toContain('I-9');
    expect(cardText(out)).toContain('金额');
    expect(out).not.toContain('保密的');
  });

  it.each([
    [
      ['approved', '--kind', 'notice'],
      ['林晓雯的采购申请', '已通过'],
    ],
    [
      ['PENDING', '--kind', 'reminder'],
      ['催办', '林晓雯的采购申请：设计组更换显示器', '审批已 2 个工作日 3 小时', '总经理'],
    ],
    [
      ['OVERTIME_RECOVER', '--kind', 'reminder', '--locale', 'en-US'],
      ['Reminder', ': 2 working days 3 h'],
    ],
    [
      ['PENDING', '--kind', 'summary'],
      ['3 条审批等待处理', '已等待 2 个工作日 3 小时', '另有 1 条'],
    ],
    [
      ['PENDING', '--kind', 'digest'],
      ['3 条审批等待处理', '已等待 2 个工作日 3 小时', '另有 1 条'],
    ],
    [
      ['REVERTED', '--kind', 'summary'],
      ['3 条审批有变化', '已撤销'],
    ],
  ])('shows what else a chat gets: %j', async (args, texts) => {
    const { code, out, err } = await preview(tempFolder(), ...args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const text of texts) expect(cardText(out)).toContain(text);
  });

  it('reminds of an instance as the configuration says, by its own template', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'templates'));
    const texts = '{{#each overdue}}{{node}}: {{waited}}; {{/each}}{{mentions}}';
    writeFileSync(
      join(folder, 'templates', 'reminder.hbs'),
      `{ "schema": "2.0", "body": { "elements": [{ "tag": "markdown", "content": "${texts}" }] } }`,
    );
    writeConfig(folder, {
      feishu: { appId: 'cli_0123456789abcdef', appSecret: 's', encryptKey: 'k' },
      reminders: { calendar: 'always', hours: '00:00-24:00' },
      approvals: {
        'A-1': {
          chats: [
            { chat: 'oc_1', reminders: false },
            { chat: 'oc_2', locale: 'en-US', reminders: { mention: ['approvers', 'ou_boss'] } },
          ],
        },
      },
    });
    const start_time = String(Date.now() - 50 * 3_600_000);
    const task = (id: string, status: string) => ({
      id,
      status,
      start_time,
      open_id: `ou_${id}`,
      node_id: id,
      node_name: `node ${id}`,
    });
    const instance = {
      instance_code: 'I-9',
      start_time,
      task_list: [task('1', 'APPROVED'), task('2', 'PENDING')],
    };
    writeFileSync(join(folder, 'instance.json'), JSON.stringify({ code: 0, data: instance }));
    const own = ['--config', 'relay.yaml', '--approval', 'A-1', '--instance', 'instance.json'];
    const { code, out, err } = await preview(folder, 'PENDING', '--kind', 'reminder', ...own);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(cardText(out)).toContain('node 2: Waiting for 2 days 2 h');
    expect(cardText(out)).not.toContain('node 1');
    expect(out).toContain('<at id=ou_2></at>');
    expect(out).toContain('<at id=ou_boss></at>');
    const summary = await preview(folder, 'PENDING', '--kind', 'summary', ...own);
    expect(summary.code).toBe(0);
    expect(summary.out).toContain('I-9');
    expect(cardText(summary.out)).toContain('2 days 2 h');
  });

  it('draws a page', async () => {
    const folder = tempFolder();
    expect((await preview(folder, 'approved', '--html', 'card.html')).code).toBe(0);
    const page = readFileSync(join(folder, 'card.html'), 'utf8');
    expect(page).toContain('采购申请');
    expect(page).toContain('<html lang="zh-CN">');
    expect(page).toContain('url(data:font/woff2;base64,');
    expect(page).not.toContain('未知用户');
    const english = ['PENDING', '--locale', 'en-US', '--html', 'card.html'];
    expect((await preview(folder, ...english)).code).toBe(0);
    expect(readFileSync(join(folder, 'card.html'), 'utf8')).toContain('<html lang="en-US">');
  });

  it('writes a gallery that needs no server', async () => {
    const folder = tempFolder();
    const drawn = await preview(folder, '--gallery', 'gallery', '--locale', 'en-US');
    expect({ code: drawn.code, err: drawn.err }).toEqual({ code: 0, err: '' });
    // Twice: with our own templates, and with the folder compact.
    expect(drawn.out).toMatch(/^\d+ cards on 48 pages: open gallery\/index\.html\n$/);
    const page = readFileSync(join(folder, 'gallery/en-US/purchase.html'), 'utf8');
    expect(page).toContain('<html lang="en-US">');
    expect(page).toContain('27-inch 4K monitor');
    const links = [...page.matchAll(/(?:href|src)="(\.\.\/[^"]+)"/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(20);
    for (const link of links.filter((one) => one.includes('en-US/') || one.includes('assets/'))) {
      expect(existsSync(join(folder, 'gallery/en-US', link)), link).toBe(true);
    }
    expect(readFileSync(join(folder, 'gallery/index.html'), 'utf8')).toContain('en-US/purchase.html');

    for (const place of ['/dev/null/x', '/proc/x', '/proc/1/x/y']) {
      const nowhere = await preview(folder, '--gallery', place, '--locale', 'en-US');
      expect(nowhere.code).toBe(1);
      expect(nowhere.err).toContain(`--gallery: ${place} cannot be written`);
    }
  });

  it('names the people of an instance by their role on the page: it asks Feishu nothing', async () => {
    const folder = tempFolder();
    const task = { id: '1', status: 'PENDING', open_id: 'ou_2', node_id: 'n', start_time: '1795500000000' };
    writeFileSync(
      join(folder, 'instance.json'),
      JSON.stringify({
        instance_code: 'I-9',
        open_id: 'ou_1',
        start_time: '1795500000000',
        task_list: [task],
      }),
    );
    const args = ['PENDING', '--instance', 'instance.json', '--html', 'card.html'];
    expect((await preview(folder, ...args)).code).toBe(0);
    const page = readFileSync(join(folder, 'card.html'), 'utf8');
    expect(page).toContain('审批人');
    expect(page).not.toContain('未知用户');
  });

  it('follows the approval of an instance, a chat and a folder of templates', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'templates/finance'), { recursive: true });
    const own = '{ "schema": "2.0", "body": { "elements": [{ "tag": "markdown", "content": "{{word}}" }] } }';
    writeFileSync(join(folder, 'templates/finance/pending.hbs'), own.replace('{{word}}', 'of finance'));
    const english = { chat: 'oc_2', locale: 'en-US' };
    writeConfig(folder, {
      feishu: { appId: 'cli_a1b2c3d4e5f60718', appSecret: 's', encryptKey: 'k' },
      approvals: {
        'A-1': { chats: ['oc_a1b2c3d4e5f60718293a4b5c6d7e8f01', english] },
        '*': { chats: [{ chat: 'oc_3', locale: 'ja-JP' }] },
      },
    });
    writeFileSync(
      join(folder, 'instance.json'),
      JSON.stringify({ code: 0, data: { instance_code: 'I-9', approval_code: 'A-1', form: '[]' } }),
    );
    const config = ['--config', 'relay.yaml'];
    const mapped = await preview(
      folder,
      'PENDING',
      ...config,
      '--instance',
      'instance.json',
      '--chat',
      'oc_2',
    );
    expect(mapped.code).toBe(0);
    expect(cardText(mapped.out)).toContain('Pending');
    expect(cardText((await preview(folder, 'PENDING', ...config, '--approval', '*')).out)).toContain(
      '承認待ち',
    );
    const finance = await preview(folder, 'PENDING', ...config, '--template', 'finance');
    expect(cardText(finance.out)).toContain('of finance');
  });

  it.each([
    [
      ['--approval', 'A-2'],
      "--approval A-2 is not in relay.yaml: give one of A-1 (付款), '*' for every other approval.",
    ],
    [['--approval', 'A-1', '--chat', 'oc_9'], '--chat oc_9 is not among the chats of A-1: give one of oc_1.'],
    [['--template', 'sales'], '--template sales: there is no folder of this name with templates in it'],
  ])('refuses what the configuration does not have: %j', async (args, said) => {
    const folder = tempFolder();
    writeConfig(folder, {
      feishu: { appId: 'cli_a1b2c3d4e5f60718', appSecret: 's', encryptKey: 'k' },
      approvals: { 'A-1': { name: '付款', chats: ['oc_1'] }, '*': { chats: ['oc_2'] } },
    });
    const { code, out, err } = await preview(folder, 'PENDING', '--config', 'relay.yaml', ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(said);
  });

  it.each([
    ['{}', 'has no "instance_code", so it is not an instance'],
    ['[]', 'is a list, not an instance'],
    ['7', 'is a number, not an instance'],
    ['{"code":1390003,"msg":"instance code not found"}', 'is an error of Feishu (code 1390003)'],
    ['{"uuid":"x","event":{"instance_code":"I-9","status":"PENDING"}}', 'is an event, not an instance'],
    ['{"code":0,"data":{"approval_name":"请假","node_list":[]}}', 'is the definition of an approval'],
    ['{"instance_code":"I-9","form":"hello"}', 'has a "form" that is not a list of widgets'],
  ])('refuses a file that is no instance: %s', async (text, said) => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'wrong.json'), text);
    const { code, out, err } = await preview(folder, 'PENDING', '--instance', 'wrong.json');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`--instance wrong.json ${said}`);
    expect(err).toContain('save the answer of GET /open-apis/approval/v4/instances/:instance_id there.');
  });

  it.each([
    [['PAUSED'], 2, 'PAUSED is not a status'],
    [['PENDING', '--locale', 'xx'], 2, '--locale xx is not known'],
    [['PENDING', '--instance', 'nowhere.json'], 1, '--instance nowhere.json does not exist: save'],
    [['PENDING', '--instance', '/dev/null'], 1, '--instance /dev/null is not a regular file but a pipe'],
    [['PENDING', '--instance', '/dev/zero'], 1, '--instance /dev/zero is not a regular file but a pipe'],
    [['PENDING', '--instance', '/proc/self/pagemap'], 1, '--instance /proc/self/pagemap cannot be read'],
    [['PENDING', '--instance', '.'], 1, '--instance . is a folder: name the file in it.'],
    [['PENDING', '--config', '/dev/zero'], 2, '/dev/zero:1:1: The file is not a regular file'],
    [['PENDING', '--html', 'nowhere/card.html'], 1, '--html: nowhere/card.html cannot be written'],
    [['PENDING', '--config', 'nowhere.yaml'], 2, 'nowhere.yaml'],
    [[], 2, 'preview: name a status (PENDING, APPROVED'],
    [['PENDING', '--approval', 'A-1'], 2, '--approval A-1: there is no configuration'],
    [['APPROVED', '--kind', 'digest'], 2, 'give one of PENDING, OVERTIME_RECOVER'],
    [['PENDING', '--kind', 'letter'], 2, '--kind letter is not known: give one of card, notice'],
    [['APPROVED', '--kind', 'reminder'], 2, 'give one of PENDING, OVERTIME_RECOVER'],
  ])('refuses %j with %i', async (args, code, said) => {
    const result = await preview(tempFolder(), ...args);
    expect(result.code).toBe(code);
    expect(result.err).toContain(said);
  });

  it('does not wait for the writer of a pipe, and reads no instance of a megabyte', async () => {
    const folder = tempFolder();
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    writeFileSync(join(folder, 'large.json'), ' '.repeat(1 << 21));
    for (const [name, said] of [
      ['pipe', 'is not a regular file but a pipe, a device or a socket: name a file.'],
      ['large.json', 'is larger than 1 MiB: is this the right file?'],
    ] as const) {
      const { code, err } = await preview(folder, 'PENDING', '--instance', name);
      expect({ code, err }).toEqual({ code: 1, err: `approval-relay: --instance ${name} ${said}\n` });
    }
  });
});

describe('validate', () => {
  it('names the line of a template folder that is not there', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'templates'));
    const feishu = { appId: 'cli_0123456789abcdef', appSecret: 's', encryptKey: 'k' };
    writeConfig(folder, { feishu, approvals: { 'A-1': { chats: [{ chat: 'oc_1', template: 'finance' }] } } });
    const { code, err } = await runCommand(folder, ['validate', '--config', 'relay.yaml']);
    expect(code).toBe(2);
    expect(err).toMatch(/^relay\.yaml:\d+:\d+: "template" names the folder "finance"/);
  });

  it('names the line of a folder of templates that is not there', async () => {
    const folder = tempFolder();
    const feishu = { appId: 'cli_0123456789abcdef', appSecret: 's', encryptKey: 'k' };
    writeConfig(folder, { feishu, templates: 'cards', approvals: { 'A-1': { chats: ['oc_1'] } } });
    const { code, err } = await runCommand(folder, ['validate', '--config', 'relay.yaml']);
    expect(code).toBe(2);
    expect(err).toMatch(/^relay\.yaml:\d+:1: "templates" names "cards", but there is no such folder/m);
  });

  it('warns of an icon that Feishu does not list, and names the nearest', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'templates'));
    const icon = (token: string): string =>
      `  { "tag": "div", "icon": { "tag": "standard_icon", "token": "${token}" },\n    "text": { "tag": "plain_text", "content": "x" } },`;
    const elements = ['bell_outlined', 'down-small-ccm_outlined', 'calendar-31_filled', 'bel_outlined'].map(
      icon,
    );
    writeFileSync(
      join(folder, 'templates', 'pending.hbs'),
      `{ "schema": "2.0", "body": { "elements": [\n${elements.join('\n')}\n] } }`,
    );
    const feishu = { appId: 'cli_0123456789abcdef', appSecret: 's', encryptKey: 'k' };
    writeConfig(folder, { feishu, approvals: { 'A-1': { chats: ['oc_1'] } } });
    const { code, out, err } = await runCommand(folder, [
      'validate',
      '--config',
      'relay.yaml',
      '--lang',
      'zh',
    ]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(
      'pending.hbs:8:63: 警告：飞书的图标库没有列出图标 "bel_outlined"：是不是想写 "bell_outlined"？',
    );
    expect(out.match(/图标库/g)).toHaveLength(1);
  });

  it('names the line of a broken template', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'templates'));
    writeFileSync(
      join(folder, 'templates', 'pending.hbs'),
      '{\n  "schema": "2.0",\n  "nonsense": {{aplicant}}\n}',
    );
    const feishu = { appId: 'cli_0123456789abcdef', appSecret: 's', encryptKey: 'k' };
    writeConfig(folder, { feishu, approvals: { 'A-1': { chats: ['oc_1'] } } });
    const { code, err } = await runCommand(folder, ['validate', '--config', 'relay.yaml']);
    expect(code).toBe(2);
    expect(err).toMatch(/templates\/pending\.hbs:3:\d+: .*aplicant.*applicant/);
  });
});
