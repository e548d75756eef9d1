import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createCommandFiles } from '../../src/store/commandFiles.ts';
import { tempFolder } from '../support/tempFolder.ts';

const NOW = 1_780_000_000_000;
const DAY_MS = 86_400_000;

function setUp() {
  const path = join(tempFolder(), 'relay.db');
  writeFileSync(path, '');
  return { path, folder: `${path}.commands`, commands: createCommandFiles(path, 'cli_1') };
}

it('are taken up oldest first, and one of another app is left alone', async () => {
  const { path, commands } = setUp();
  const later = await commands.ask('reconcile', '"later"', NOW + 5);
  const first = await commands.ask('reconcile', '"first"', NOW);
  await createCommandFiles(path, 'cli_2').ask('reconcile', '"of another"', NOW - 5);
  expect(await commands.next('reconcile')).toMatchObject({ seq: first, options: '"first"', askedAt: NOW });
  await commands.finish(first, '{}', NOW + 6);
  expect(await commands.next('reconcile')).toMatchObject({ seq: later });
});

it('keep their own files if they are asked for in one millisecond, by two programs', async () => {
  const { path, folder, commands } = setUp();
  const other = createCommandFiles(path, 'cli_2');
  const asked: number[] = [];
  for (let i = 0; i < 60; i += 1) {
    asked.push(await commands.ask('reconcile', `${i}`, NOW), await other.ask('reconcile', `${i}`, NOW));
  }
  expect(new Set(asked).size).toBe(120);
  expect(readdirSync(folder)).toHaveLength(120);
  expect(await commands.next('reconcile')).toMatchObject({ seq: asked[0], options: '0' });
});

it('what cannot be read is no command, and keeps no other from being found', async () => {
  const { folder, commands } = setUp();
  expect(await commands.next('reconcile')).toBeUndefined();
  mkdirSync(folder);
  writeFileSync(join(folder, '1.json'), '{"app":"cli_1","what":"recon');
  writeFileSync(join(folder, '2.json'), '{}');
  writeFileSync(join(folder, '3.json.99'), 'half written');
  const asked = await commands.ask('reconcile', '{}', NOW);
  expect(await commands.next('reconcile')).toMatchObject({ seq: asked });
  expect(await commands.stateOf(1)).toBeUndefined();
});

it('that ended are gone a day later, when another ends', async () => {
  const { folder, commands } = setUp();
  const old = await commands.ask('reconcile', '{}', NOW);
  await commands.finish(old, '{}', NOW);
  const late = await commands.ask('reconcile', '{}', NOW + DAY_MS);
  await commands.finish(late, '{}', NOW + DAY_MS + 1);
  expect(readdirSync(folder)).toEqual([`${late}.json`]);
});

it('whose content was never written, as on a full disk, are gone a day later, when another ends', async () => {
  const { folder, commands } = setUp();
  const late = await commands.ask('reconcile', '{}', NOW + DAY_MS + 1);
  const fresh = `${(NOW + DAY_MS) * 1_000}.json`;
  for (const name of [`${NOW * 1_000}.json`, fresh]) writeFileSync(join(folder, name), '');
  await commands.finish(late, '{}', NOW + DAY_MS + 2);
  expect(readdirSync(folder).sort()).toEqual([fresh, `${late}.json`]);
});

it('is withdrawn as long as it has not begun', async () => {
  const { commands } = setUp();
  const begun = await commands.ask('reconcile', '{}', NOW);
  await commands.begin(begun, NOW + 1);
  await commands.withdraw(begun, NOW + 2);
  expect(await commands.stateOf(begun)).toEqual({ begunAt: NOW + 1, finishedAt: null, result: '' });
  const waiting = await commands.ask('reconcile', '{}', NOW + 3);
  await commands.withdraw(waiting, NOW + 4);
  expect(await commands.stateOf(waiting)).toBeUndefined();
});
