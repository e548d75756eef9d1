import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach } from 'vitest';
import { stringify } from 'yaml';

/** The built program, run as a user runs it. */
export interface Program {
  readonly child: ChildProcess;
  /** Where its HTTP server listens; rejects where it ends before it is ready. */
  readonly url: Promise<string>;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Resolves when standard output holds this text; rejects where the program ends without it. */
  says(text: string): Promise<void>;
  out(): string;
  err(): string;
}

const children = new Set<ChildProcess>();

afterEach(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  children.clear();
});

const MAIN = resolve(import.meta.dirname, '../../dist/cli/main.js');

/** Runs a command in `folder`, with no environment but PATH and what is given. */
export function runProgram(
  folder: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Program {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  let out = '';
  let err = '';
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  const listeners = new Set<() => void>();
  const says = (text: string): Promise<void> =>
    new Promise((found, failed) => {
      const look = (): void => {
        if (!out.includes(text)) return;
        listeners.delete(look);
        found();
      };
      listeners.add(look);
      look();
      void ended.then(() => failed(new Error(`the program ended without saying ${text}:\n${err}${out}`)));
    });
  const url = new Promise<string>((found, failed) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const ready = /"url":"([^"]+)"/.exec(out);
      if (ready?.[1]) found(ready[1]);
      for (const look of [...listeners]) look();
    });
    child.stderr.on('data', (chunk: Buffer) => {
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
