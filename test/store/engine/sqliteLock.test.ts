import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isSqliteLocked, lockSqlite } from '../../../src/store/engine/sqliteLock.ts';
import { StoreHeld } from '../../../src/store/engine/storeError.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const MODULE = resolve(import.meta.dirname, '../../../dist/store/engine/sqliteLock.js');
const PLACE = 'sqlite:relay.db';
const children = new Set<ChildProcess>();

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
});

/** Another process that takes the lock, and keeps it until it is ended. */
async function holdElsewhere(path: string): Promise<ChildProcess> {
  const text = `import { lockSqlite } from ${JSON.stringify(MODULE)};
    await lockSqlite(${JSON.stringify(path)}, 'x');
    console.log('held');
    setInterval(() => undefined, 1_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  return child;
}

describe('the lock of a SQLite store', () => {
  it('keeps a second process out until the first is gone, however that ended', async () => {
    const path = join(tempFolder(), 'relay.db');
    const holder = await holdElsewhere(path);
    expect(isSqliteLocked(path, PLACE)).toBe(true);
    await expect(lockSqlite(path, PLACE)).rejects.toThrow(StoreHeld);

    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect(isSqliteLocked(path, PLACE)).toBe(false);
    const lock = await lockSqlite(path, PLACE);
    expect(isSqliteLocked(path, PLACE)).toBe(true);
    lock.release();
    lock.release();
    expect(isSqliteLocked(path, PLACE)).toBe(false);
  });

  it('is waited for while somebody else only asks whether it is held', async () => {
    const path = join(tempFolder(), 'relay.db');
    const asked = await lockSqlite(path, PLACE);
    const taken = lockSqlite(path, PLACE);
    await new Promise((resolve) => setImmediate(resolve));
    asked.release();
    (await taken).release();
  });

  it('is had by one of several processes that start at once', async () => {
    const path = join(tempFolder(), 'relay.db');
    const locks = await Promise.allSettled([1, 2, 3, 4].map(() => lockSqlite(path, PLACE)));
    expect(locks.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const lock of locks) if (lock.status === 'fulfilled') lock.value.release();
  });
});
