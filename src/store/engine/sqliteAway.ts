import { asError } from '../../base/errors.ts';
import type { Text } from '../../base/language.ts';
import { SQLITE } from '../../words/storeText.ts';
import { codeOf, MOVED, StoreAway } from './storeError.ts';

/** What a connection is for. */
export type Use = 'reading' | 'writing';

/** What keeps SQLite from working: the codes that say so, and the sentence for a person about `place`. */
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
 * What SQLite or the file system threw, as a StoreAway where it keeps the store from working. A constraint, a value that
 * is refused, or a mistake in a statement passes as it is.
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

/** The error for a store whose file is not the one at its path any more. */
export function movedError(place: string): Error {
  return sqliteError(Object.assign(new Error('moved'), { code: MOVED }), place);
}
