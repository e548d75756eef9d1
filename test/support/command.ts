import { Console } from 'node:console';
import { runCommandLine } from '../../src/cli/runCommandLine.ts';

/** What a command printed, and its exit code. */
export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The folder, the environment and the outputs are those of the process: one command at a time. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs a command to its end in `folder`, with no environment but PATH and what is given, as {@link runProgram} does, but in
 * this process: it costs a few milliseconds in place of a second. Not for those that run until a signal comes. What only a
 * process has (streams that break, signals, the built files) needs `runProgram`.
 */
export function runCommand(
  folder: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Printed> {
  const run = last.then(() => runNow(folder, args, env));
  last = run.catch(() => undefined);
  return run;
}

async function runNow(
  folder: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<Printed> {
  const before = { folder: process.cwd(), env: process.env, console: globalThis.console };
  const { exitCode } = process;
  const out = listenTo(process.stdout);
  const err = listenTo(process.stderr);
  process.chdir(folder);
  process.env = { PATH: before.env.PATH, ...env };
  globalThis.console = new Console(process.stdout, process.stderr);
  process.exitCode = 0;
  try {
    await runCommandLine([process.execPath, 'approval-relay', ...args]);
    return { code: Number(process.exitCode), out: out.end(), err: err.end() };
  } finally {
    process.exitCode = exitCode;
    globalThis.console = before.console;
    process.env = before.env;
    process.chdir(before.folder);
    out.end();
    err.end();
  }
}

/** Takes what is written to this stream from now on until it ends, in place of the stream; nobody's terminal. */
function listenTo(stream: NodeJS.WriteStream): { end(): string } {
  const { write, isTTY } = stream;
  let text = '';
  stream.isTTY = false;
  stream.write = ((chunk: string | Uint8Array, ...more: unknown[]) => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    const done = more.at(-1);
    if (typeof done === 'function') done();
    return true;
  }) as typeof stream.write;
  return {
    end() {
      stream.write = write;
      stream.isTTY = isTTY;
      return text;
    },
  };
}
