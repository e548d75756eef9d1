import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { asError, OperatorError } from '../base/errors.ts';
import { cannotAskBot } from '../words/storeText.ts';
import type { Command, CommandState, Commands } from './commands.ts';

/** A command in its file. */
interface Written {
  readonly app: string;
  readonly what: string;
  readonly options: string;
  readonly askedAt: number;
  readonly state: CommandState;
}

const NAME = /^\d+\.json$/;
/** Commands that ended, and names that were taken, longer ago are deleted. */
const KEPT_MS = 86_400_000;

/**
 * Commands for a SQLite store: one file each in the folder `<database>.commands`, since only the process that works on
 * the database may write it. A file is replaced as a whole, so it is never read half-written. Both sides write the
 * state of a command, but never at the same time: the caller only withdraws a command that has not begun.
 *
 * @param path of the database
 */
export function createCommandFiles(path: string, app: string): Commands {
  const folder = `${path}.commands`;
  const fileOf = (seq: number): string => join(folder, `${seq}.json`);
  const read = (seq: number): Written | undefined => readCommand(fileOf(seq), app);
  const write = (seq: number, command: Written): void =>
    replaceFile(fileOf(seq), JSON.stringify(command), path);
  const update = (seq: number, change: Partial<CommandState>): void => {
    const command = read(seq);
    if (command) write(seq, { ...command, state: { ...command.state, ...change } });
  };
  return {
    async ask(what, options, now) {
      const state = { begunAt: null, finishedAt: null, result: '' };
      makeFolder(folder, path);
      // Sorted by time; of two in one millisecond the second takes the next number that is free.
      let seq = now * 1_000;
      while (!takeName(fileOf(seq))) seq += 1;
      write(seq, { app, what, options, askedAt: now, state });
      return seq;
    },
    stateOf: async (seq) => read(seq)?.state,
    async withdraw(seq) {
      if (read(seq)?.state.begunAt === null) rmSync(fileOf(seq), { force: true });
    },
    next: async (what) => oldestOpen(numbersIn(folder), what, read),
    begin: async (seq, now) => update(seq, { begunAt: now }),
    note: async (seq, result) => update(seq, { result }),
    async finish(seq, result, now) {
      update(seq, { result, finishedAt: now });
      for (const other of numbersIn(folder)) {
        const at = isEmpty(fileOf(other)) ? other / 1_000 : (read(other)?.state.finishedAt ?? null);
        if (at !== null && now - at > KEPT_MS) rmSync(fileOf(other), { force: true });
      }
    },
  };
}

function oldestOpen(
  seqs: readonly number[],
  what: string,
  read: (seq: number) => Written | undefined,
): Command | undefined {
  for (const seq of seqs) {
    const found = read(seq);
    if (!found || found.what !== what || found.state.finishedAt !== null) continue;
    return { seq, options: found.options, askedAt: found.askedAt, begunAt: found.state.begunAt };
  }
  return undefined;
}

/** The commands in the folder, oldest first. */
function numbersIn(folder: string): number[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => NAME.test(name))
    .map((name) => Number.parseInt(name, 10))
    .sort((a, b) => a - b);
}

/** The content of a file; undefined: it does not exist, belongs to another app, or is not a command. */
function readCommand(file: string, app: string): Written | undefined {
  try {
    const found = JSON.parse(readFileSync(file, 'utf8')) as Partial<Written>;
    const isWhole =
      typeof found.what === 'string' && typeof found.options === 'string' && typeof found.state === 'object';
    return isWhole && found.app === app ? (found as Written) : undefined;
  } catch {
    return undefined;
  }
}

/** A name that was taken, and the command never written: the disk was full, or the program was killed. */
function isEmpty(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.size === 0;
}

function makeFolder(folder: string, database: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
    giveToOwnerOf(database, folder);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw cannotAsk(folder, thrown);
  }
}

/** Creates an empty file, which is no command yet. False: there is one. */
function takeName(file: string): boolean {
  try {
    writeFileSync(file, '', { flag: 'wx', mode: 0o600 });
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cannotAsk(file, thrown);
  }
}

function replaceFile(file: string, text: string, database: string): void {
  const unfinished = `${file}.${process.pid}`;
  try {
    writeFileSync(unfinished, text, { mode: 0o600 });
    giveToOwnerOf(database, unfinished);
    renameSync(unfinished, file);
  } catch (thrown) {
    rmSync(unfinished, { force: true });
    throw cannotAsk(file, thrown);
  }
}

/** A file created by root must be readable for the user of the bot. */
function giveToOwnerOf(database: string, file: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(database);
  chownSync(file, uid, gid);
}

function cannotAsk(file: string, thrown: unknown): OperatorError {
  return new OperatorError(cannotAskBot(file, asError(thrown).message), { cause: thrown });
}
