import { constants, fstatSync, openSync, write, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { promisify } from 'node:util';

/** Where log lines go. Both throw what the system says, `EAGAIN` where nothing is taken at the moment. */
export interface LogOutput {
  /** How many of these bytes are out, now or a little later. Does not wait for whoever reads them. */
  write(bytes: Uint8Array): number | Promise<number>;
  /** The same, before it returns. */
  writeNow(bytes: Uint8Array): number;
}

const STANDARD_OUTPUT = 1;

/**
 * Standard output, in a way that never stops the event loop, whatever it is:
 *
 * A pipe, a socket or a terminal is written to without waiting: if whoever reads has stopped reading, the system says
 * so at once. A thread that waited instead could not even be ended with the process.
 *
 * A file has no such way of writing, nor has Windows: another thread does it.
 */
export function openStandardOutput(): LogOutput {
  const stat = fstatSync(STANDARD_OUTPUT);
  const canWait = stat.isFile() || stat.isBlockDevice() || process.platform === 'win32';
  if (canWait) return inAnotherThread(STANDARD_OUTPUT);
  const own = openAgain();
  if (own !== undefined) return withoutWaiting(own);
  if (isatty(STANDARD_OUTPUT)) return inAnotherThread(STANDARD_OUTPUT);
  // Node makes it one that does not wait when this is first used, and undoes that at the end of the process.
  void process.stdout;
  return withoutWaiting(STANDARD_OUTPUT);
}

/**
 * Opens what standard output is once more. That it does not wait is then our affair alone: otherwise it holds for every
 * process that has inherited it, and each of them may change it. Undefined for a socket, where it belongs to another
 * user, and where the system has no such files.
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
