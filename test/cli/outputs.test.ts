import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../support/program.ts';
import { tempFolder } from '../support/tempFolder.ts';

/** A pipe whose reader has gone away, as `head` does. */
function pipeWithoutReader(folder: string): number {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const readable = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writable = openSync(path, 'w');
  closeSync(readable);
  return writable;
}

describe('a command whose output', () => {
  it.each([
    ['preview PENDING', 0],
    ['preview NONSENSE', 2],
    ['validate', 2],
  ])('nobody reads any more ends as it would: %s, %i', async (args, code) => {
    const folder = tempFolder();
    const fd = pipeWithoutReader(folder);
    expect(await runProgram(folder, args.split(' '), {}, { log: fd }).ended).toBe(code);
    closeSync(fd);
  });

  it.each([
    ['preview PENDING', 1],
    ['--help', 1],
    ['preview NONSENSE', 2],
  ])('goes to a full disk has failed: %s, %i', async (args, code) => {
    const fd = openSync('/dev/full', 'w');
    expect(await runProgram(tempFolder(), args.split(' '), {}, { log: fd }).ended).toBe(code);
    closeSync(fd);
  });
});
