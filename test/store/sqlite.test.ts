import { copyFileSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OperatorError } from '../../src/base/errors.ts';
import { LibsqlHandle } from '../../src/store/libsqlHandle.ts';
import type { StorePlace } from '../../src/store/open.ts';
import { event, NOW, openAt, openWorking, RELAYED, run } from '../support/stores.ts';
import { tempFolder } from '../support/tempFolder.ts';

const at = (path: string): StorePlace => ({ kind: 'sqlite', path });

describe('the file of SQLite', () => {
  it('is for its owner alone, folder included', async () => {
    const path = join(tempFolder(), 'data', 'relay.db');
    await openAt(at(path));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  });

  it('that is no database is refused in one sentence', async () => {
    const path = join(tempFolder(), 'relay.db');
    writeFileSync(path, 'this is a letter, not a database, and long enough to be read as one. '.repeat(20));
    await expect(openAt(at(path))).rejects.toThrow(
      /^store: sqlite:.*cannot be opened for writing .*give this user/,
    );
    await expect(openAt(at(path))).rejects.toBeInstanceOf(OperatorError);
  });

  it('that is a folder is refused in one sentence', async () => {
    await expect(openAt(at(tempFolder()))).rejects.toBeInstanceOf(OperatorError);
  });

  it('below something that is no folder is refused in one sentence', async () => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    await expect(openAt(at(join(file, 'relay.db')))).rejects.toBeInstanceOf(OperatorError);
  });

  it('written by a newer version is refused, naming the way out', async () => {
    const path = join(tempFolder(), 'relay.db');
    await (await openAt(at(path))).ping();
    await run(at(path), "insert into kysely_migration values ('999-future', '2030-01-01')");
    await expect(openAt(at(path))).rejects.toThrow(/newer version of approval-relay/);
  });
});

describe('the log of SQLite', () => {
  it('goes back into the file beside the event loop while the worker writes, and writing goes on', async () => {
    const path = join(tempFolder(), 'relay.db');
    const store = await openAt(at(path));
    const before = statSync(path).size;
    // So many commits as make a checkpoint due, see src/store/libsqlHandle.ts.
    for (let i = 0; i < 2_000; i += 1) await store.ledger.addCalls('2026-11', 1);
    while (statSync(path).size === before) await new Promise((resolve) => setImmediate(resolve));
    await store.ledger.addCalls('2026-11', 1);
    expect(await store.ledger.callsOf('2026-11')).toBe(2_001);
    expect(statSync(path).size).toBeGreaterThan(50_000);
  });

  it('is empty after a clean stop: who copies the file then has everything', async () => {
    const path = join(tempFolder(), 'relay.db');
    const store = await openWorking(at(path));
    await store.inbox.add([event('e1')]);
    await store.close();
    expect(existsSync(`${path}-wal`) ? statSync(`${path}-wal`).size : 0).toBe(0);
    const copy = join(tempFolder(), 'copy.db');
    copyFileSync(path, copy);
    expect(await run(at(copy), 'select id from inbox')).toEqual([{ id: 'e1' }]);
  });
});

it('a transaction that SQLite is closed under fails, and the process lives on', () => {
  const handle = new LibsqlHandle(join(tempFolder(), 'relay.db'));
  handle.exec('create table t (x)');
  const insert = handle.prepare('insert into t values (?)');
  handle.prepare('begin immediate').run([]);
  insert.run([1]);
  handle.close();
  // Asked by libsql itself, each of these would end the process.
  expect(() => insert.run([2])).toThrow('the store is closed');
  expect(() => handle.prepare('select x from t')).toThrow('the store is closed');
  expect(() => handle.prepare('rollback').run([])).toThrow('the store is closed');
});

describe('the lease on SQLite', () => {
  it('is taken over at once from a process of this machine that is no more', async () => {
    const here = at(join(tempFolder(), 'relay.db'));
    await openWorking(here);
    await run(here, "update leases set pid = 4194999, born = 'boot/1'");
    expect(await (await openAt(here)).lease.hold()).toMatchObject({ held: true });
  });
});

describe('events on SQLite, which a thread commits', () => {
  it('go on after a commit that failed', async () => {
    const here = at(join(tempFolder(), 'relay.db'));
    const { inbox } = await openAt(here);
    await run(here, 'alter table inbox rename to elsewhere');
    await expect(inbox.add([event('e1')])).rejects.toThrow(/no such table/);
    await run(here, 'alter table elsewhere rename to inbox');
    expect(await inbox.add([event('e1'), event('e1')])).toEqual([true, false]);
  });

  it('and the work take turns, however much comes at once', async () => {
    const store = await openWorking(at(join(tempFolder(), 'relay.db')));
    const events = Array.from({ length: 60 }, (_, i) => event(`e${i}`, { instanceCode: `I${i}` }));
    await store.inbox.add(events.slice(0, 30));
    const due = await store.inbox.dueChanges(NOW, 30);
    const [added] = await Promise.all([
      Promise.all(events.slice(30).map((one) => store.inbox.add([one]))),
      ...due.map((change) => store.work.finishChange(change, RELAYED, NOW)),
    ]);
    expect(added.flat()).toEqual(Array.from({ length: 30 }, () => true));
    expect(await store.inbox.counts()).toEqual({ waiting: 30, parked: 0 });
    expect((await store.outbox.counts()).waiting).toBe(30);
  });
});
