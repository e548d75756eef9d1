import { asError } from '../../base/errors.ts';
import type { Text } from '../../base/language.ts';
import { SQLITE } from '../../words/storeText.ts';
import { codeOf, MOVED, StoreAway } from './storeError.ts';

/** What a connection is for. */
export type Use = 'reading' | 'writing';

/** Failures of SQLite: their codes, and the sentence for a person about `place`. */
const CAUSES: readonly {
  readonly codes: RegExp;
  readonly say: (place: string, said: string, use: Use) => Text;
}[] = [
  { codes: /^(SQLITE_FULL|ENOSPC|EDQUOT)/, say: SQLITE.full },
  { codes: /^(SQLITE_IOERR|EIO)/, say: SQLITE.broken },
  { codes: /^SQLITE_NOMEM/, say: SQLITE.noMemory },
  { codes: /^SQLITE_(BUSY|LOCKED|PROTOCOL)/, say: SQLITE.locked },
  { codes: /^SQLITE_(CORRUPT|NOTADB)/, say: SQLITE.damaged },
  {
    codes:
      /^(SQLITE_(CANTOPEN|READONLY|PERM|AUTH)|EACCES|EPERM|EROFS|ENOENT|ENOTDIR|EISDIR|ELOOP|ENAMETOOLONG)/,
    say: (place, said, use) => (use === 'reading' ? SQLITE.unreadable : SQLITE.unwritable)(place, said),
  },
  { codes: new RegExp(`^${MOVED}`), say: SQLITE.moved },
];

/**
 * An error of SQLite or the file system, as a StoreAway if the store cannot work. A constraint, a refused value, or a
 * wrong statement is returned unchanged.
 *
 * @param place such as `sqlite:data/relay.db`
 */
export function sqliteError(thrown: unknown, place: string, use: Use = 'writing'): Error {
  const error = asError(thrown);
  if (error instanceof StoreAway) return error;
  const code = codeOf(error);
  const cause = CAUSES.find(({ codes }) => codes.test(code));
  return cause ? new StoreAway(cause.say(place, error.message, use), code, error) : error;
}

/** The error for a store whose file is no longer at its path. */
export function movedError(place: string): Error {
  return sqliteError(Object.assign(new Error('moved'), { code: MOVED }), place);
}
