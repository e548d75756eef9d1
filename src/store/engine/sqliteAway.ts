import { asError } from '../../base/errors.ts';
import { codeOf, MOVED, StoreAway } from './storeError.ts';

/** What a connection is for. */
export type Use = 'reading' | 'writing';

/** What keeps SQLite from working: the codes that say so, and the sentence for a person about `place`. */
const CAUSES: readonly {
  readonly codes: RegExp;
  readonly say: (place: string, said: string, use: Use) => string;
}[] = [
  {
    codes: /^(SQLITE_FULL|ENOSPC|EDQUOT)/,
    say: (place, said) =>
      `the disk is full: ${place} cannot be written (${said}): make room on its disk. A running bot then goes on by itself.`,
  },
  {
    codes: /^(SQLITE_IOERR|EIO)/,
    say: (place, said) =>
      `${place} cannot be read or written (${said}): check its disk, the quota and the file system. A running bot goes on ` +
      'by itself once they work.',
  },
  {
    codes: /^SQLITE_NOMEM/,
    say: (place, said) =>
      `there is no memory left for ${place} (${said}): give the machine or the container more.`,
  },
  {
    codes: /^SQLITE_(BUSY|LOCKED|PROTOCOL)/,
    say: (place, said) =>
      `another program keeps ${place} locked (${said}): close it, such as a database shell or a backup. A running bot then ` +
      'goes on by itself.',
  },
  {
    codes: /^SQLITE_(CORRUPT|NOTADB)/,
    say: (place, said) =>
      `${place} is damaged, or is no SQLite database (${said}): stop the bot and restore the file from a backup, or move it ` +
      'away together with its -wal file and start anew without what it held.',
  },
  {
    codes:
      /^(SQLITE_(CANTOPEN|READONLY|PERM|AUTH)|EACCES|EPERM|EROFS|ENOENT|ENOTDIR|EISDIR|ELOOP|ENAMETOOLONG)/,
    say: (place, said, use) =>
      use === 'reading'
        ? `${place} cannot be read (${said}): let this user read it, and write in its folder as SQLite does.`
        : `${place} cannot be opened for writing (${said}): give this user write access to the file and its folder, or name ` +
          'another path under "store" in the configuration.',
  },
  {
    codes: new RegExp(`^${MOVED}`),
    say: (place) =>
      `the file of ${place}, or its -wal or .lock file, was removed or replaced while the bot runs: put it back, or restart ` +
      'approval-relay, which then works with what stands there.',
  },
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
  return cause ? new StoreAway(`store: ${cause.say(place, error.message, use)}`, code, error) : error;
}

/** The error for a store whose file is not the one at its path any more. */
export function movedError(place: string): Error {
  return sqliteError(Object.assign(new Error('moved'), { code: MOVED }), place);
}
