import { describe, expect, it } from 'vitest';
import { addsOnly, hasMapping, withMapping } from '../../../src/cli/setup/configFile.ts';
import { formatProblem } from '../../../src/settings/problem.ts';
import { readSettingsText } from '../../../src/settings/readSettings.ts';
import type { Settings } from '../../../src/settings/settings.ts';

const CODE = '7C468A54-8745-2245-9675-08B7C63E7A85';
const MAPPING = { approvalCode: CODE, name: '采购申请', chat: 'oc_new' };

function read(text: string): Settings {
  const { settings, problems } = readSettingsText('relay.yaml', text, {});
  if (!settings) throw new Error(problems.map((problem) => formatProblem(problem)).join('\n'));
  return settings;
}

/** A configuration with these approvals. */
const configOf = (approvals: string): string =>
  `# ours
feishu: { appId: cli_0123456789abcdef, appSecret: s, encryptKey: 0123 } # a key
approvals:
${approvals}`;

/** Which chats each approval has once the mapping is added, if nothing else changes by it. */
function added(approvals: string): Record<string, string[]> | 'something else changes' {
  const before = read(configOf(approvals));
  const after = read(withMapping(configOf(approvals), MAPPING));
  if (!addsOnly(before, after, MAPPING)) return 'something else changes';
  expect(hasMapping(before, MAPPING)).toBe(false);
  expect(hasMapping(after, MAPPING)).toBe(true);
  return Object.fromEntries(
    [...after.approvals].map(([code, { chats }]) => [code, chats.map(({ chat }) => chat.id)]),
  );
}

describe('a mapping that setup adds', () => {
  it.each([
    ['to others', '  0123: { chats: [oc_a] }', { '0123': ['oc_a'], [CODE]: ['oc_new'] }],
    ['to a list', `  ${CODE}:\n    chats:\n      - oc_a # a`, { [CODE]: ['oc_a', 'oc_new'] }],
    ['to a chat without a list', `  ${CODE}: { chats: oc_a }`, { [CODE]: ['oc_a', 'oc_new'] }],
    ['to an entry without a list', `  ${CODE}: { chats: { chat: oc_a } }`, { [CODE]: ['oc_a', 'oc_new'] }],
    [
      'to an alias',
      `  A: { chats: &a [oc_a] }\n  ${CODE}: { chats: *a }`,
      { A: ['oc_a'], [CODE]: ['oc_a', 'oc_new'] },
    ],
    [
      'to an entry that is an alias',
      `  A: &a { chats: [oc_a] }\n  ${CODE}: *a`,
      { A: ['oc_a'], [CODE]: ['oc_a', 'oc_new'] },
    ],
    [
      'to what a merge key gives',
      `  A: &a { chats: [oc_a] }\n  ${CODE}: { <<: *a }`,
      { A: ['oc_a'], [CODE]: ['oc_a', 'oc_new'] },
    ],
  ])('%s leaves everything else as it is', (_, approvals, chats) => {
    expect(added(approvals)).toEqual(chats);
  });

  it('keeps comments, and text as text', () => {
    const text = withMapping(configOf('  0123: { name: 1e5, chats: [oc_a] }'), MAPPING);
    for (const kept of ['# ours', 'encryptKey: 0123', '# a key', '0123: {', 'name: 1e5'])
      expect(text).toContain(kept);
  });

  it('is recognised if the file shares by an anchor what it would change', () => {
    expect(added(`  ${CODE}: { chats: &a [oc_a] }\n  B: { chats: *a }`)).toBe('something else changes');
    expect(added(`  ${CODE}: &a { chats: [oc_a] }\n  B: *a`)).toBe('something else changes');
  });

  it('is recognised if it is there already, however it is written', () => {
    for (const chats of ['oc_new', '{ chat: oc_new }', '[{ chat: oc_new, mode: post }]'])
      expect(hasMapping(read(configOf(`  ${CODE}: { chats: ${chats} }`)), MAPPING)).toBe(true);
    const shared = `  A: { chats: &a [oc_new] }\n${Array.from({ length: 150 }, (_, i) => `  B${i}: { chats: *a }`).join('\n')}`;
    expect(hasMapping(read(configOf(`${shared}\n  ${CODE}: { chats: *a }`)), MAPPING)).toBe(true);
  });
});
