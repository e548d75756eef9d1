import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { STATUSES } from '../../src/approval/status.ts';
import { readSettings } from '../../src/settings/readSettings.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { APPROVALS, FEISHU, linesOf, read, settingsOf, variable } from './read.ts';

describe('the least configuration', () => {
  const settings = settingsOf(FEISHU + APPROVALS);

  it('has the defaults of the contract', () => {
    expect(settings).toMatchObject({
      feishu: {
        baseUrl: 'https://open.feishu.cn',
        brand: 'feishu',
        appLink: 'https://applink.feishu.cn',
        events: 'webhook',
        verificationToken: '',
      },
      server: { host: '0.0.0.0', port: 3000, adminToken: '', trustedProxies: [] },
      store: { kind: 'sqlite', path: 'data/relay.db' },
      timezone: 'Asia/Shanghai',
      locale: 'zh-CN',
      templates: 'templates',
      retentionMs: 90 * 86_400_000,
      limits: { chatPerSecond: 4, appPerSecond: 45, appPerMinute: 900, foldAbove: 20 },
      log: { level: 'info' },
      hooks: [],
      stats: { people: false },
      calendar: { holidays: [], workdays: [] },
      reconcile: {
        schedule: '17 */6 * * *',
        lookbackMs: 7 * 86_400_000,
        requestsPerHour: 600,
        requestsPerMonth: 2000,
      },
    });
    expect(settings.reminders).toBeUndefined();
    expect(settings.fallback).toBeUndefined();
    expect(settings.operators).toBeUndefined();
    expect(settings.approvals.get('A-1')?.chats).toEqual([
      {
        chat: { id: 'oc_1', idType: 'chat_id' },
        statuses: STATUSES,
        when: [],
        mode: 'live',
        notice: 'final',
        template: '',
        locale: 'zh-CN',
        mention: [],
        fields: { hide: [], mask: [], show: [] },
      },
    ]);
  });

  it('says nothing', () => {
    expect(read(FEISHU + APPROVALS).problems).toEqual([]);
  });

  it('is frozen to the ground', () => {
    const approvals = settings.approvals as Map<string, unknown>;
    expect(() => approvals.set('B', {})).toThrow(TypeError);
    expect(() => approvals.delete('A-1')).toThrow(TypeError);
    expect(() => Object.assign(settings.limits, { chatPerSecond: 50 })).toThrow(TypeError);
    const chats = settings.approvals.get('A-1')?.chats as unknown[] | undefined;
    expect(() => chats?.push(1)).toThrow(TypeError);
  });
});

describe('the file', () => {
  const problemsOf = (path: string): string[] => linesOf(readSettings(path, {}).problems);

  it('is missing, a folder, not text, or with a byte order mark', () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'folder.yaml'));
    writeFileSync(join(folder, 'latin1.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe]));
    writeFileSync(join(folder, 'bom.yaml'), `\ufeff${FEISHU}${APPROVALS}`);
    writeFileSync(join(folder, 'huge.yaml'), '# '.repeat(1 << 20));
    expect(problemsOf(join(folder, 'nothing.yaml'))).toEqual([
      '1:1: The file does not exist: run "approval-relay setup", or copy config/relay.example.yaml of this package to it, or name another with --config or RELAY_CONFIG.',
    ]);
    expect(problemsOf(join(folder, 'folder.yaml'))).toEqual([
      '1:1: The file is a folder: name the file in it.',
    ]);
    expect(problemsOf(join(folder, 'latin1.yaml'))).toEqual([
      '1:1: The file is not UTF-8 text: save it with the encoding UTF-8.',
    ]);
    expect(problemsOf(join(folder, 'huge.yaml'))[0]).toContain('larger than 1 MiB');
    expect(problemsOf(join(folder, 'bom.yaml'))).toEqual([]);
  });

  it('is a pipe or a device: an error, and nobody waits', () => {
    const pipe = join(tempFolder(), 'pipe.yaml');
    execFileSync('mkfifo', [pipe]);
    const refused = ['1:1: The file is not a regular file but a pipe, a device or a socket: name a file.'];
    expect(problemsOf(pipe)).toEqual(refused);
    expect(problemsOf('/dev/zero')).toEqual(refused);
    expect(problemsOf('/dev/null')).toEqual(refused);
  });

  it('may have Windows line ends', () => {
    const text = `${FEISHU}${APPROVALS}aprovals: 1\n`.replaceAll('\n', '\r\n');
    expect(linesOf(read(text).problems)).toEqual(['3:1: "aprovals" is unknown: did you mean "approvals"?']);
  });
});

describe('variables', () => {
  const env = { ID: 'cli_0123456789abcdef', SECRET: `a: b # ${variable('ID')} "`, PORT: '8080', EMPTY: '' };

  it('become text, never YAML, in plain, quoted and block scalars', () => {
    const text = `feishu:
  appId: \${ID}
  appSecret: "\${SECRET}"
  encryptKey: |
    \${NOT_SET:-the default}-$\${ID}
  verificationToken: \${EMPTY:-instead}\${EMPTY}
server: { port: '\${PORT}' }
${APPROVALS}`;
    const { feishu, server } = settingsOf(text, env);
    expect(feishu).toMatchObject({
      appId: 'cli_0123456789abcdef',
      appSecret: env.SECRET,
      encryptKey: `the default-${variable('ID')}`,
      verificationToken: 'instead',
    });
    expect(server.port).toBe(8080);
  });

  it('make an empty text that is allowed to be empty', () => {
    expect(
      settingsOf(`${FEISHU}server: { adminToken: "\${EMPTY}" }\n${APPROVALS}`, env).server.adminToken,
    ).toBe('');
  });

  it('are no prototype of anything', () => {
    const { problems } = read(
      `feishu: { appId: "\${constructor}", appSecret: s, encryptKey: k }\n${APPROVALS}`,
    );
    expect(linesOf(problems)[0]).toMatch(/^1:19: .*constructor, which is not set/);
  });

  it('never show their values in a problem', () => {
    const text = `feishu: { appId: "\${S}", appSecret: x, encryptKey: k, domain: "\${S}" }\nstore: "\${S}"\napprovals: { A-1: { chats: ["\${S}"], name: ["\${S}"] } }\nlocale: "\${S}"\ntimezone: "\${S}"\n`;
    const { problems } = read(text, { S: 'hush hush:' });
    expect(problems.length).toBeGreaterThanOrEqual(6);
    expect(JSON.stringify(problems)).not.toContain('hush');
  });
});

describe('YAML as people write it', () => {
  it('keeps codes that look like numbers', () => {
    const text = `${FEISHU}approvals:\n  123e4567: { chats: [oc_1] }\n  0123: { chats: [oc_1] }\n  "0x10": { chats: [oc_1] }\n  true: { chats: [oc_1], name: 2027-01-01 }\n`;
    const { approvals } = settingsOf(text);
    expect([...approvals.keys()].sort()).toEqual(['0123', '0x10', '123e4567', 'true']);
    expect(approvals.get('true')?.name).toBe('2027-01-01');
  });

  it('takes one item without its list', () => {
    const text = `${FEISHU}approvals:\n  A-1: { chats: oc_1 }\n  A-2:\n    chats: { chat: oc_2, statuses: REJECTED, mention: applicant }\n`;
    const { approvals } = settingsOf(text);
    expect(approvals.get('A-1')?.chats[0]?.chat.id).toBe('oc_1');
    expect(approvals.get('A-2')?.chats[0]).toMatchObject({ statuses: ['REJECTED'], mention: ['applicant'] });
  });

  it('shares lists by anchors, and mappings by merge keys', () => {
    const text = `${FEISHU}approvals:
  A-1:
    chats: &shared [oc_1, &quiet { chat: oc_2, statuses: [REJECTED], locale: en-US }]
  A-2:
    chats: *shared
  A-3:
    chats:
      - <<: *quiet
        chat: oc_3
  "*":
    chats: *shared
`;
    const { approvals, fallback } = settingsOf(text);
    expect(approvals.get('A-2')?.chats).toEqual(approvals.get('A-1')?.chats);
    expect(approvals.get('A-3')?.chats[0]).toMatchObject({
      chat: { id: 'oc_3' },
      statuses: ['REJECTED'],
      locale: 'en-US',
    });
    expect(fallback?.chats).toHaveLength(2);
    expect(approvals.has('*')).toBe(false);
  });

  it('takes an empty value for an absent one, and an empty "reminders" for its defaults', () => {
    const settings = settingsOf(`${FEISHU}server:\nlimits: ~\ncalendar: null\nreminders:\n${APPROVALS}`);
    expect(settings.server.port).toBe(3000);
    expect(settings.reminders).toMatchObject({ schedule: '*/10 * * * *', max: 3, mention: ['approvers'] });
  });

  it('takes an alias to an empty value for an empty value', () => {
    const text = `feishu: { appId: cli_0123456789abcdef, appSecret: &s , encryptKey: *s }\n${APPROVALS}`;
    expect(linesOf(read(text).problems)).toContainEqual(expect.stringMatching(/appSecret" is missing/));
  });
});

describe('feishu', () => {
  const feishu = (more: string) =>
    settingsOf(`feishu: { appId: cli_0123456789abcdef, appSecret: s, encryptKey: k, ${more} }\n${APPROVALS}`)
      .feishu;

  it.each([
    ['domain: lark', 'https://open.larksuite.com', 'lark', 'https://applink.larksuite.com'],
    [
      'domain: https://open.larksuite.com/',
      'https://open.larksuite.com',
      'lark',
      'https://applink.larksuite.com',
    ],
    [
      'domain: https://feishu.example.com/base//',
      'https://feishu.example.com/base',
      'feishu',
      'https://applink.feishu.cn',
    ],
    ['domain: "http://127.0.0.1:8080"', 'http://127.0.0.1:8080', 'feishu', 'https://applink.feishu.cn'],
    ['appLink: https://a.example.com/', 'https://open.feishu.cn', 'feishu', 'https://a.example.com'],
  ])('%s', (text, baseUrl, brand, appLink) => {
    expect(feishu(text)).toMatchObject({ baseUrl, brand, appLink });
  });

  it('needs no credentials for events by the long connection', () => {
    const text = `feishu: { appId: cli_0123456789abcdef, appSecret: s, events: websocket }\n${APPROVALS}`;
    expect(linesOf(read(text).problems).filter((line) => line.includes('encryptKey'))).toEqual([]);
  });
});

describe('the store', () => {
  it.each([
    ['sqlite:/var/lib/relay.db', { kind: 'sqlite', path: '/var/lib/relay.db' }],
    ['sqlite:relay data.db', { kind: 'sqlite', path: 'relay data.db' }],
  ])('%s', (text, store) => {
    expect(settingsOf(`${FEISHU}${APPROVALS}store: ${text}\n`).store).toEqual(store);
  });
});

describe('names that every object has', () => {
  it('are approvals, variables, folders and fields like any other', () => {
    const text = `feishu: { appId: "\${constructor}", appSecret: "\${__proto__:-s}", encryptKey: k }
approvals:
  constructor: { chats: [{ chat: oc_1, template: constructor, fields: { hide: [__proto__, toString] } }] }
  toString: { chats: [oc_2] }
`;
    const { approvals, feishu } = settingsOf(text, { constructor: 'cli_0123456789abcdef' });
    expect([...approvals.keys()]).toEqual(['constructor', 'toString']);
    expect(feishu).toMatchObject({ appId: 'cli_0123456789abcdef', appSecret: 's' });
    const [entry] = approvals.get('constructor')?.chats ?? [];
    expect(entry).toMatchObject({ template: 'constructor', fields: { hide: ['__proto__', 'toString'] } });
  });
});
