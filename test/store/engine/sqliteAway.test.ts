import { describe, expect, it } from 'vitest';
import { sqliteError } from '../../../src/store/engine/sqliteAway.ts';
import { isAway, StoreAway } from '../../../src/store/engine/storeError.ts';

const PLACE = 'sqlite:data/relay.db';
const coded = (code: string): Error => Object.assign(new Error('as it was said'), { code });

describe('what keeps SQLite from working', () => {
  it.each([
    ['SQLITE_FULL', /the disk is full.*make room/],
    ['ENOSPC', /the disk is full.*make room/],
    ['SQLITE_IOERR_WRITE', /cannot be read or written.*check its disk/],
    ['SQLITE_NOMEM', /no memory left.*more/],
    ['SQLITE_BUSY_SNAPSHOT', /another program keeps .* locked.*close it/],
    ['SQLITE_LOCKED', /another program keeps .* locked.*close it/],
    ['SQLITE_CORRUPT', /is damaged, or is not a SQLite database.*restore/],
    ['SQLITE_NOTADB', /is damaged, or is not a SQLite database.*restore/],
    ['SQLITE_READONLY', /cannot be opened for writing.*write access/],
    ['SQLITE_CANTOPEN', /cannot be opened for writing.*write access/],
    ['EACCES', /cannot be opened for writing.*write access/],
    ['EROFS', /cannot be opened for writing.*write access/],
  ])('is one sentence that names the file, what was said, and the remedy: %s', (code, words) => {
    const thrown = coded(code);
    const error = sqliteError(thrown, PLACE);
    expect(error).toBeInstanceOf(StoreAway);
    expect(error.message).toMatch(words);
    expect(error.message).toMatch(/^store: [^\n]*sqlite:data\/relay\.db[^\n]*\(as it was said\)[^\n]*\.$/);
    expect([isAway(error), error.cause]).toEqual([true, thrown]);
    expect(sqliteError(error, PLACE)).toBe(error);
  });

  it('needs less space for read-only commands', () => {
    expect(sqliteError(coded('SQLITE_CANTOPEN'), PLACE, 'reading').message).toMatch(
      /cannot be read .*let this user read it/,
    );
  });

  it.each(['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_TOOBIG', 'SQLITE_ERROR', ''])('is none of it: %s', (code) => {
    const thrown = coded(code);
    expect(sqliteError(thrown, PLACE)).toBe(thrown);
    expect(isAway(thrown)).toBe(false);
  });
});
