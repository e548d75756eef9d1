import { describe, expect, it } from 'vitest';
import { sqliteError } from '../../../src/store/engine/sqliteAway.ts';
import { isAway, isContentRefusal, storeError } from '../../../src/store/engine/storeError.ts';

const coded = (code: string, more: object = {}): Error => Object.assign(new Error(code), { code, ...more });
const answered = (code: string): Error =>
  storeError(coded(code, { severity: 'ERROR', detail: 'Key (id)=(secret)' }));

describe('an error of the store', () => {
  it.each([
    ['a value of the program', new TypeError('no')],
    ['SQLite: too big', coded('SQLITE_TOOBIG')],
    ['SQLite: a constraint', coded('SQLITE_CONSTRAINT_NOTNULL')],
    ['PostgreSQL: a character the database has no room for', answered('22P05')],
    ['PostgreSQL: a constraint', answered('23502')],
    ['PostgreSQL: too long for an index', answered('54000')],
  ])('is the fault of a row: %s', (_, error) => {
    expect([isContentRefusal(error), isAway(error)]).toEqual([true, false]);
  });

  it.each([
    ['SQLite: disk full', sqliteError(coded('SQLITE_FULL'), 'sqlite:a.db')],
    ['SQLite: busy', sqliteError(coded('SQLITE_BUSY'), 'sqlite:a.db')],
    ['nobody listens', storeError(coded('ECONNREFUSED'))],
    ['no answer in time', storeError(new Error('Query read timeout'))],
    ['the server shuts down', answered('57P01')],
    ['the server starts', answered('57P03')],
    ['a statement took too long', answered('57014')],
    ['no connection left', answered('53300')],
    ['disk full', answered('53100')],
    ['the server has become a read-only copy', answered('25006')],
  ])('passes with time: %s', (_, error) => {
    expect([isContentRefusal(error), isAway(error)]).toEqual([false, true]);
  });

  it.each(['40001', '40P01', '23505', '42P01'])('is neither: %s', (code) => {
    expect([isContentRefusal(answered(code)), isAway(answered(code))]).toEqual([false, false]);
  });

  it('does not carry the row it speaks of', () => {
    expect(JSON.stringify({ ...answered('23502') })).not.toContain('secret');
  });

  it('has words even if Node has none', () => {
    expect(storeError(Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' })).message).toBe(
      'ECONNREFUSED',
    );
  });
});
