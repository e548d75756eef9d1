import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OperatorError } from '../../../src/base/errors.ts';
import { parseSnapshot } from '../../../src/feishu/api/instances.ts';
import { StoreHeld } from '../../../src/store/engine/storeError.ts';
import type { StoreLocation } from '../../../src/store/open.ts';
import { openReadOnly } from '../../../src/store/openReadOnly.ts';
import { APP, event, NOW, openAt, openWorking, RELAYED, run } from '../../support/stores.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const at = (path: string): StoreLocation => ({ kind: 'sqlite', path });
const modeOf = (path: string): number => statSync(path).mode & 0o777;
const LETTER = 'this is a letter, not a database, and long enough to be read as one. '.repeat(20);

describe('the file of SQLite', () => {
  it('is for its owner alone, with its folders and all files next to it', async () => {
    const folder = join(tempFolder(), 'deep', 'data');
    const store = await openAt(at(join(folder, 'relay.db')));
    await store.commands.ask('reconcile', '{}', NOW);
    expect(readdirSync(folder).sort()).toEqual(
      ['relay.db', 'relay.db-shm', 'relay.db-wal', 'relay.db.commands', 'relay.db.lock'].sort(),
    );
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
      join(folder, name),
    );
    for (const file of files)
      expect([file, modeOf(file)]).toEqual([file, statSync(file).isFile() ? 0o600 : 0o700]);
    expect([folder, join(folder, '..')].map(modeOf)).toEqual([0o700, 0o700]);
  });

  it('that others could read is for its owner alone once it was opened', async () => {
    const path = join(tempFolder(), 'relay.db');
    const store = await openAt(at(path));
    await store.close();
    for (const file of [path, `${path}.lock`]) chmodSync(file, 0o644);
    await openAt(at(path));
    expect([path, `${path}-wal`, `${path}.lock`].map(modeOf)).toEqual([0o600, 0o600, 0o600]);
  });

  it('that is no database, or damaged, is reported as such, for writing and for reading', async () => {
    const letter = join(tempFolder(), 'relay.db');
    writeFileSync(letter, LETTER);
    const damaged = join(tempFolder(), 'relay.db');
    const store = await openAt(at(damaged));
    await store.close();
    // The header stays, and what follows it is torn.
    writeFileSync(damaged, LETTER.repeat(60), { flag: 'r+', flush: true });
    writeFileSync(damaged, 'SQLite format 3\0', { flag: 'r+' });
    for (const path of [letter, damaged]) {
      for (const open of [openAt, openReadOnly]) {
        const refusal = await open(at(path), APP, parseSnapshot).catch((error: unknown) => error);
        expect(refusal).toBeInstanceOf(OperatorError);
        expect((refusal as Error).message).toMatch(
          /^store: sqlite:\S+ is damaged, or is not a SQLite database \([^\n]*\): stop the bot and restore the file[^\n]*\.$/,
        );
      }
    }
  });

  it.each([
    ['that is a folder', (folder: string) => folder],
    ['below something that is no folder', (folder: string) => join(folder, 'file', 'relay.db')],
    // Node's own recursive mkdir never returns there.
    ['below a folder where nothing can be made', () => '/proc/x/y/relay.db'],
  ])('%s is refused in one sentence', async (_, pathIn) => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'file'), '');
    const refusal = await openAt(at(pathIn(folder))).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(OperatorError);
    expect((refusal as Error).message).toMatch(
      /cannot be opened for writing \([^\n]*\): give this user write access/,
    );
  });

  it('written by a newer version is refused, naming the way out, for writing and for reading', async () => {
    const path = join(tempFolder(), 'relay.db');
    await (await openAt(at(path))).close();
    await run(at(path), "insert into kysely_migration values ('999-future', '2030-01-01')");
    await expect(openAt(at(path))).rejects.toThrow(/newer version of approval-relay/);
    await expect(openReadOnly(at(path), APP, parseSnapshot)).rejects.toThrow(
      /newer version of approval-relay/,
    );
  });

  it('that is just being created has no tables yet, and a read-only command says so', async () => {
    const path = join(tempFolder(), 'relay.db');
    writeFileSync(path, '');
    await expect(openReadOnly(at(path), APP, parseSnapshot)).rejects.toThrow(
      /has no tables of approval-relay yet.*just starting/,
    );
  });

  it('is one store by whatever symbolic link it is named', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'volume'));
    symlinkSync(join(folder, 'volume', 'relay.db'), join(folder, 'link.db'));
    await openAt(at(join(folder, 'link.db')));
    expect(existsSync(join(folder, 'volume', 'relay.db.lock'))).toBe(true);
    await expect(openAt(at(join(folder, 'volume', 'relay.db')))).rejects.toThrow(StoreHeld);
  });
});

describe('the store on SQLite', () => {
  it('is refused to a second, in one sentence, while the first has it, and taken at once when it is given back', async () => {
    const here = at(join(tempFolder(), 'relay.db'));
    const first = await openWorking(here);
    const refusal = await openAt(here).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(StoreHeld);
    expect((refusal as Error).message).toMatch(
      /^store: another approval-relay already works on sqlite:\S+: [^\n]*\.$/,
    );
    // A lease that was not given back, of another host: only the lock counts.
    await run(here, "update leases set host = 'elsewhere', pid = 1, holder = 'another'");
    await first.close();
    await openWorking(here);
  });

  it('goes on after a commit that failed', async () => {
    const here = at(join(tempFolder(), 'relay.db'));
    const { inbox } = await openAt(here);
    await run(here, 'alter table inbox rename to elsewhere');
    await expect(inbox.add([event('e1')])).rejects.toThrow(/no such table/);
    await run(here, 'alter table elsewhere rename to inbox');
    expect(await inbox.add([event('e1'), event('e1')])).toEqual([true, false]);
  });

  it('takes events and does its work by turns, however much comes at once', async () => {
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
