import { execFileSync } from 'node:child_process';

/**
 * How far files of a running process may reach, in bytes. A write beyond it fails like one on a full disk, whoever the
 * user is; what stands beyond it stays. `prlimit` is a part of util-linux.
 *
 * @param bytes undefined: as far as the disk goes
 */
export function limitFiles(pid: number, bytes?: number): void {
  // The soft limit alone: an ordinary user may raise it again.
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes ?? 'unlimited'}:`]);
}
