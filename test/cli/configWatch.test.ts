import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Text } from '../../src/base/language.ts';
import { silentLog } from '../../src/base/log.ts';
import { readConfigured } from '../../src/cli/configured.ts';
import { type ConfigWatch, watchConfiguration } from '../../src/cli/configWatch.ts';
import { step } from '../support/step.ts';
import { StillClock } from '../support/stillClock.ts';
import { tempFolder } from '../support/tempFolder.ts';

const watches: ConfigWatch[] = [];
afterEach(async () => {
  for (const watch of watches.splice(0)) await watch.stop();
});

const textFor = (
  ...chats: string[]
): string => `feishu: { appId: cli_0123456789abcdef, appSecret: s, encryptKey: k }
approvals:
  A-1: { chats: [${chats.join(', ')}] }
`;

/**
 * A watch over a file, by a clock of ours. What becomes of it is noted as `taken oc_1,oc_2`, `refused 1: relay.yaml:2:3` or
 * `kept`. `meanwhile`: what happens while the bot starts.
 */
function stage(file: string, meanwhile = () => {}) {
  const first = readConfigured({ config: file }).ready;
  if (!first) throw new Error('the first configuration has errors');
  meanwhile();
  const clock = new StillClock();
  const calls: string[] = [];
  const lines: { text: string; facts: { problems?: Text[] } }[] = [];
  let isAway = false;
  const watch = watchConfiguration({
    options: { config: file },
    first,
    file,
    clock,
    log: { ...silentLog, error: (facts, text) => void lines.push({ text, facts }) },
    reconfigure: {
      async take({ settings }) {
        if (isAway) throw new Error('the store is away');
        calls.push(`taken ${settings.approvals.get('A-1')?.chats.map(({ chat }) => chat.id)}`);
      },
      refuse: (problems, first) => void calls.push(`refused ${problems}: ${first}`),
      keep: () => void calls.push('kept'),
      isTaken: () => true,
    },
  });
  watches.push(watch);
  return {
    watch,
    calls,
    lines,
    setAway: (away: boolean) => {
      isAway = away;
    },
    async pass(seconds: number) {
      for (let i = 0; i < seconds; i += 1) {
        await step(clock, 1_000);
        // Reading and taking lets others have their turn in between.
        for (let turn = 0; turn < 10; turn += 1) await setImmediate();
      }
    },
  };
}

function fileWith(text: string): string {
  const file = join(tempFolder(), 'relay.yaml');
  writeFileSync(file, text);
  return file;
}

describe('a watched configuration', () => {
  it('is taken within seconds when it is changed, and once', async () => {
    const file = fileWith(textFor('oc_1'));
    const { calls, pass } = stage(file);
    await pass(5);
    expect(calls).toEqual([]);
    writeFileSync(file, textFor('oc_1', 'oc_2'));
    await pass(3);
    expect(calls).toEqual(['taken oc_1,oc_2']);
    await pass(20);
    expect(calls).toHaveLength(1);
  });

  it('is taken where it was changed while the bot started', async () => {
    const file = fileWith(textFor('oc_1'));
    const { calls, pass } = stage(file, () => writeFileSync(file, textFor('oc_2')));
    await pass(3);
    expect(calls).toEqual(['taken oc_2']);
    await pass(20);
    expect(calls).toHaveLength(1);
  });

  it('is read once it is complete: two changes within a second count as one, and a half-written file is not read', async () => {
    const file = fileWith(textFor('oc_1'));
    const { calls, pass } = stage(file);
    await pass(1);
    // Half of it would be valid.
    writeFileSync(file, textFor('oc_2'));
    await pass(1);
    writeFileSync(file, textFor('oc_2', 'oc_3'));
    await pass(1);
    writeFileSync(file, textFor('oc_2', 'oc_3', 'oc_4'));
    writeFileSync(file, textFor('oc_5'));
    await pass(3);
    expect(calls).toEqual(['taken oc_5']);
  });

  it('may be replaced by an editor, and be missing for a moment', async () => {
    const file = fileWith(textFor('oc_1'));
    const { calls, pass } = stage(file);
    await pass(1);
    rmSync(file);
    await pass(1);
    writeFileSync(`${file}.new`, textFor('oc_2'));
    renameSync(`${file}.new`, file);
    await pass(3);
    expect(calls).toEqual(['taken oc_2']);
  });

  it('may be a link to a link that is swapped, as a ConfigMap is', async () => {
    const folder = tempFolder();
    for (const [name, chat] of [['v1', 'oc_1'] as const, ['v2', 'oc_2'] as const]) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'relay.yaml'), textFor(chat));
    }
    symlinkSync('v1', join(folder, '..data'));
    symlinkSync(join('..data', 'relay.yaml'), join(folder, 'relay.yaml'));
    const { calls, pass } = stage(join(folder, 'relay.yaml'));
    await pass(1);
    symlinkSync('v2', join(folder, '..data_tmp'));
    renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
    await pass(3);
    expect(calls).toEqual(['taken oc_2']);
  });

  it('changes nothing with an error in it, says so once with file and line, and is over when it is mended or undone', async () => {
    const file = fileWith(textFor('oc_1'));
    const { calls, lines, pass } = stage(file);
    await pass(1);
    writeFileSync(file, textFor('oc_1').replace('approvals', 'aprovals'));
    await pass(30);
    expect(new Set(calls)).toEqual(new Set(['refused 2: relay.yaml:1:1']));
    expect(lines).toHaveLength(1);
    const problems = lines[0]?.facts.problems ?? [];
    expect(problems.map(({ en }) => en).join()).toMatch(/relay\.yaml:2:1.*did you mean "approvals"/);
    expect(problems.map(({ zh }) => zh).join()).toMatch(/relay\.yaml:2:1.*是不是想写 "approvals"/);
    writeFileSync(file, textFor('oc_1'));
    await pass(3);
    expect(calls.at(-1)).toBe('kept');
    writeFileSync(file, 'feishu: [');
    await pass(3);
    writeFileSync(file, textFor('oc_9'));
    await pass(3);
    expect(calls.slice(-2)).toEqual(['refused 1: relay.yaml:1:10', 'taken oc_9']);
  });

  it('is taken at once if somebody asks, and again while the store does not take it', async () => {
    const file = fileWith(textFor('oc_1'));
    const { watch, calls, pass, setAway } = stage(file);
    await pass(1);
    writeFileSync(file, textFor('oc_2'));
    setAway(true);
    watch.now();
    await pass(2);
    expect(calls).toEqual([]);
    setAway(false);
    await pass(2);
    expect(calls).toEqual(['taken oc_2']);
    watch.now();
    await pass(1);
    expect(calls).toEqual(['taken oc_2', 'taken oc_2']);
  });
});
