import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { afterEachTest } from './afterTest.ts';

/** The built program, run as a user runs it. */
export interface Program {
  readonly child: ChildProcess;
  /** Where its HTTP server listens; rejects if it ends before it is ready. */
  readonly url: Promise<string>;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /**
   * Resolves when standard output holds this text. Rejects if the program ends without it or is silent about it for
   * {@link SAYS_WITHIN_MS}, and says what it printed instead.
   */
  says(text: string): Promise<void>;
  out(): string;
  err(): string;
}

const children = new Set<ChildProcess>();

/** Far longer than any wait of a test, and less than a test may take: so what fails is this wait, with what was printed. */
const SAYS_WITHIN_MS = 150_000;
/** The end of what a program printed says enough. */
const MOST_PRINTED = 8_000;

afterEachTest(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  children.clear();
});

const MAIN = resolve(import.meta.dirname, '../../dist/cli/main.js');

/** Where the log goes: to the test; to a pipe that nobody reads; or to an open file. Then standard error goes there too. */
export type LogGoes = 'to the test' | 'unread' | number;

export interface RunOptions {
  readonly log?: LogGoes;
  /** A module of this folder that is loaded first. */
  readonly preload?: string;
  /** Where it was installed; otherwise the one that was built here. */
  readonly main?: string;
}

/** Runs a command in `folder`, with no environment but PATH and what is given. */
export function runProgram(
  folder: string,
  args: readonly string[],
  env: Record<string, string> = {},
  options: RunOptions = {},
): Program {
  const { log = 'to the test', preload, main = MAIN } = options;
  const isHeard = log === 'to the test';
  const preloads = [...(isHeard ? [] : ['tellPort.mjs']), ...(preload ? [preload] : [])];
  const imports = preloads.flatMap((name) => ['--import', join(import.meta.dirname, name)]);
  const child = spawn(process.execPath, [...imports, main, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: [
      'ignore',
      ...(typeof log === 'number' ? ([log, log] as const) : (['pipe', 'pipe'] as const)),
      ...(isHeard ? [] : (['ipc'] as const)),
    ],
  });
  children.add(child);
  let out = '';
  let err = '';
  // What nobody reads is never closed.
  const ended = once(child, isHeard ? 'close' : 'exit').then(
    ([code, signal]) => (code ?? signal) as number | NodeJS.Signals,
  );
  const listeners = new Set<() => void>();
  const said = (): string => `it printed:\n${(err + out).slice(-MOST_PRINTED)}`;
  const says = (text: string): Promise<void> =>
    new Promise((found, failed) => {
      const end = (settle: () => void): void => {
        clearTimeout(late);
        listeners.delete(look);
        settle();
      };
      const fail = (what: string): void =>
        end(() => failed(new Error(`the program ${what} without saying ${text}; ${said()}`)));
      const look = (): void => {
        if (out.includes(text)) end(found);
      };
      const late = setTimeout(() => fail(`ran for ${SAYS_WITHIN_MS / 1_000} s`), SAYS_WITHIN_MS);
      listeners.add(look);
      look();
      void ended.then(() => fail('ended'));
    });
  const url = new Promise<string>((found, failed) => {
    if (isHeard) {
      child.stdout?.on('data', (chunk: Buffer) => {
        out += chunk.toString();
        const ready = /"url":"([^"]+)"/.exec(out);
        if (ready?.[1]) found(ready[1]);
        for (const look of [...listeners]) look();
      });
    } else {
      child.on('message', ({ port }: { port: number }) => found(`http://127.0.0.1:${port}`));
    }
    child.stderr?.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    void ended.then((code) =>
      failed(new Error(`the program ended with ${code} before it was ready:\n${err}${out}`)),
    );
  });
  url.catch(() => undefined);
  return { child, url, ended, says, out: () => out, err: () => err };
}

/** Writes a configuration into `folder` and returns its path. */
export function writeConfig(folder: string, config: object, name = 'relay.yaml'): string {
  const file = join(folder, name);
  writeFileSync(file, stringify(config));
  return file;
}
