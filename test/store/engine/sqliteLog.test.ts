import { copyFileSync, existsSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { parseSnapshot } from '../../../src/feishu/api/instances.ts';
import type { StoreLocation } from '../../../src/store/open.ts';
import { openReadOnly } from '../../../src/store/openReadOnly.ts';
import { APP, event, openAt, openWorking, relay, run } from '../../support/stores.ts';
import { tempFolder } from '../../support/tempFolder.ts';
import { watchThreads } from '../../support/threads.ts';

const MB = 1_000_000;
const at = (path: string): StoreLocation => ({ kind: 'sqlite', path });
const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);

/** How often this process has a file open; undefined if the system does not say. */
function timesOpen(path: string): number | undefined {
  if (!existsSync('/proc/self/fd')) return undefined;
  const real = realpathSync(path);
  const targets = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return targets.filter((target) => target === real).length;
}

describe('the log of SQLite', () => {
  it('goes back into the file about every 64 MB, by the one connection that also commits events and work', async () => {
    const threads = watchThreads();
    const path = join(tempFolder(), 'relay.db');
    const store = await openWorking(at(path));
    const large = { body: 'x'.repeat(MB), suppressed: 'unmapped' };
    let copied = 0;
    let longest = 0;
    for (let i = 0; i < 150; i += 1) {
      const before = sizeOf(path);
      const small = event(`small ${i}`, { instanceCode: `S${i}` });
      const big = event(`big ${i}`, { instanceCode: `B${i}` }, large);
      await Promise.all([relay(store, [small]), store.inbox.add([big])]);
      if (sizeOf(path) > before) copied += 1;
      longest = Math.max(longest, sizeOf(`${path}-wal`));
      expect(timesOpen(path) ?? 1).toBe(1);
    }
    // Twice, or more often if the disk of the temporary folder is nearly full.
    expect(copied).toBeGreaterThanOrEqual(2);
    expect(copied).toBeLessThan(30);
    expect(longest).toBeLessThan(70 * MB);
    expect(threads.started).toEqual([]);
    expect(await run(at(path), 'select id from inbox')).toHaveLength(300);
    expect((await store.outbox.counts()).waiting).toBe(150);
  });

  it('goes back while nobody commits, once there is enough of it', async () => {
    const path = join(tempFolder(), 'relay.db');
    const store = await openWorking(at(path));
    const before = sizeOf(path);
    for (let i = 0; i < 600; i += 1) await store.ledger.addCalls('2026-11', 1);
    // The renewal finds that others commit, too; the next one, that none does.
    await store.lease.hold();
    expect(sizeOf(path)).toBe(before);
    await store.lease.hold();
    const after = sizeOf(path);
    expect(after).toBeGreaterThan(before);
    await store.ledger.addCalls('2026-11', 1);
    for (let i = 0; i < 3; i += 1) await store.lease.hold();
    expect(sizeOf(path)).toBe(after);
    expect(await store.ledger.callsOf('2026-11')).toBe(601);
  });

  it('is not touched by read-only commands, while the bot runs and after it', async () => {
    const path = join(tempFolder(), 'relay.db');
    const store = await openWorking(at(path));
    await relay(store, [event('e1')]);
    const state = (): unknown[] =>
      [path, `${path}-wal`].map((file) => [sizeOf(file), statSync(file).mtimeMs]);
    const before = state();
    const readOnly = await openReadOnly(at(path), APP, parseSnapshot);
    await readOnly.callsOf('2026-11');
    await readOnly.close();
    expect(state()).toEqual(before);

    // As a kill leaves it: a log, and nobody who works.
    const left = join(tempFolder(), 'left.db');
    for (const end of ['', '-wal']) copyFileSync(`${path}${end}`, `${left}${end}`);
    const sizes = (): number[] => [left, `${left}-wal`].map(sizeOf);
    const leftBefore = sizes();
    expect(leftBefore[1]).toBeGreaterThan(0);
    const late = await openReadOnly(at(left), APP, parseSnapshot);
    expect(await late.callsOf('2026-11')).toBe(0);
    await late.close();
    expect(sizes()).toEqual(leftBefore);
    expect(await run(at(left), 'select id from inbox')).toEqual([{ id: 'e1' }]);
  });

  it('is empty after a clean stop: who copies the file then has everything', async () => {
    const path = join(tempFolder(), 'relay.db');
    const store = await openWorking(at(path));
    await store.inbox.add([event('e1')]);
    await store.close();
    expect(sizeOf(`${path}-wal`)).toBe(0);
    const copy = join(tempFolder(), 'copy.db');
    copyFileSync(path, copy);
    expect(await run(at(copy), 'select id from inbox')).toEqual([{ id: 'e1' }]);
  });
});

describe('another program that has the write lock', () => {
  it('is waited for while the event loop goes on', async () => {
    const path = join(tempFolder(), 'relay.db');
    const store = await openAt(at(path));
    const other = new Database(path);
    other.exec('begin immediate');
    let isDone = false;
    const adding = store.inbox.add([event('e1')]).finally(() => {
      isDone = true;
    });
    // Ten turns of the event loop, in each of which SQLite itself would have waited.
    for (let i = 0; i < 10; i += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(isDone).toBe(false);
    other.exec('rollback');
    other.close();
    expect(await adding).toEqual([true]);
  });
});
