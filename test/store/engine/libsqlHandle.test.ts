import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { LibsqlHandle } from '../../../src/store/engine/libsqlHandle.ts';
import { isAway, isContentRefusal } from '../../../src/store/engine/storeError.ts';
import { tempFolder } from '../../support/tempFolder.ts';

function openHandle(path = join(tempFolder(), 'relay.db')) {
  const handle = new LibsqlHandle({ path, place: 'sqlite:relay.db', use: 'writing' });
  const commit = (sql: string, values: unknown[] = []): void => {
    handle.begin();
    try {
      handle.run(sql, values);
      handle.commit();
    } catch (error) {
      handle.rollback();
      throw error;
    }
  };
  const caught = (act: () => void): Error => {
    try {
      act();
    } catch (error) {
      return error as Error;
    }
    throw new Error('it did not fail');
  };
  return { path, handle, commit, caught };
}

describe('a connection to SQLite', () => {
  it('that is closed under a transaction fails it, and the process lives on', () => {
    const { handle, commit } = openHandle();
    commit('create table t (x)');
    handle.begin();
    handle.run('insert into t values (?)', [1]);
    handle.close();
    // Asked by libsql itself, each of these would end the process.
    expect(() => handle.run('insert into t values (?)', [2])).toThrow('the store is closed');
    expect(() => handle.run('select x from t', [])).toThrow('the store is closed');
    expect(() => handle.commit()).toThrow('the store is closed');
    expect(() => handle.rollback()).not.toThrow();
    expect(() => handle.close()).not.toThrow();
  });

  it('that meets a full database says so, although SQLite has rolled back by itself, and goes on once there is room', () => {
    const { handle, commit, caught } = openHandle();
    commit('create table t (x)');
    handle.run('pragma max_page_count = 4', []);
    const full = caught(() => commit('insert into t values (?)', ['x'.repeat(100_000)]));
    expect(full.message).toMatch(/^store: the disk is full: sqlite:relay\.db cannot be written .*make room/);
    expect([isAway(full), isContentRefusal(full)]).toEqual([true, false]);
    expect(handle.trouble).toBe(full);
    // The limit was that connection's alone.
    commit('insert into t values (?)', ['x'.repeat(100_000)]);
    expect(handle.trouble).toBeUndefined();
    expect(handle.run('select count(*) as n from t', []).rows).toEqual([{ n: 1 }]);
  });

  it('takes a broken constraint for no trouble', () => {
    const { handle, commit, caught } = openHandle();
    commit('create table t (x not null)');
    const refusal = caught(() => commit('insert into t values (?)', [null]));
    expect([isContentRefusal(refusal), isAway(refusal), handle.trouble]).toEqual([true, false, undefined]);
  });

  it('says what must let go if another program has the write lock', () => {
    const { path, handle, commit, caught } = openHandle();
    commit('create table t (x)');
    const other = new Database(path);
    other.exec('begin immediate');
    const busy = caught(() => handle.begin());
    expect(busy.message).toMatch(/^store: another program keeps sqlite:relay\.db locked .*close it/);
    expect([isAway(busy), handle.trouble]).toEqual([true, busy]);
    other.exec('rollback');
    other.close();
    commit('insert into t values (1)');
    expect(handle.trouble).toBeUndefined();
  });
});

describe('a database that does not stand at its path any more', () => {
  it.each(['', '-wal'])(
    'is noticed before anything is written (relay.db%s), and used again when it is back',
    (file) => {
      const { path, handle, commit, caught } = openHandle();
      commit('create table t (x)');
      renameSync(`${path}${file}`, `${path}.elsewhere`);
      const gone = caught(() => commit('insert into t values (1)'));
      expect(gone.message).toMatch(
        /^store: the file of sqlite:relay\.db.*was removed or replaced.*put it back, or restart/,
      );
      expect([isAway(gone), handle.trouble]).toEqual([true, gone]);
      writeFileSync(`${path}${file}`, '');
      expect(caught(() => handle.assertInPlace()).message).toBe(gone.message);
      renameSync(`${path}.elsewhere`, `${path}${file}`);
      commit('insert into t values (1)');
      expect(handle.run('select count(*) as n from t', []).rows).toEqual([{ n: 1 }]);
    },
  );

  it('is left as it is when it is closed', () => {
    const { path, handle, commit } = openHandle();
    commit('create table t (x)');
    rmSync(path);
    mkdirSync(path);
    handle.close();
    expect(() => handle.run('select 1', [])).toThrow('the store is closed');
  });
});
