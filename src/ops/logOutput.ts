import { constants, fstatSync, openSync, write, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { promisify } from 'node:util';

/** The output of log lines. Both throw the system's error, `EAGAIN` if it is blocked. */
export interface LogOutput {
  /** How many of these bytes were written, now or a little later. Does not wait for the reader. */
  write(bytes: Uint8Array): number | Promise<number>;
  /** The same, before it returns. */
  writeNow(bytes: Uint8Array): number;
}

const STANDARD_OUTPUT = 1;

/**
 * Standard output of any kind, without ever blocking the event loop:
 *
 * A pipe, a socket or a terminal is written to in non-blocking mode: if the reader has stopped reading, the system says
 * so at once. A blocked thread could not even be ended with the process.
 *
 * A file has no such mode, nor does Windows: there another thread writes.
 */
export function openStandardOutput(): LogOutput {
  const stat = fstatSync(STANDARD_OUTPUT);
  const canWait = stat.isFile() || stat.isBlockDevice() || process.platform === 'win32';
  if (canWait) return inAnotherThread(STANDARD_OUTPUT);
  const own = openAgain();
  if (own !== undefined) return withoutWaiting(own);
  if (isatty(STANDARD_OUTPUT)) return inAnotherThread(STANDARD_OUTPUT);
  // Node sets non-blocking mode when this is first used, and resets it at the end of the process.
  void process.stdout;
  return withoutWaiting(STANDARD_OUTPUT);
}

/**
 * Opens standard output again, so non-blocking mode affects only this process: otherwise it applies to every process
 * that has inherited it, and each may change it. Undefined for a socket, if it belongs to another user, or if the
 * system has no such files.
 */
function openAgain(): number | undefined {
  try {
    const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants;
    return openSync('/proc/self/fd/1', O_WRONLY | O_NONBLOCK | O_NOCTTY);
  } catch {
    return undefined;
  }
}

function withoutWaiting(fd: number): LogOutput {
  const writeNow = (bytes: Uint8Array): number => writeSync(fd, bytes);
  return { write: writeNow, writeNow };
}

const writeLater = promisify(write);

function inAnotherThread(fd: number): LogOutput {
  return {
    write: async (bytes) => (await writeLater(fd, bytes)).bytesWritten,
    writeNow: (bytes) => writeSync(fd, bytes),
  };
}
