import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { TextError } from '../../base/errors.ts';
import { largeTemplate, notPlainFile } from '../../words/templateText.ts';

/** Bytes; the package's longest template has two thousand. */
const LARGEST_TEMPLATE = 64 * 1024;

/**
 * Reads a template without blocking: a named pipe, a device or anything else that is not a plain file is refused, and
 * so is a file too large for a template.
 *
 * @throws TextError with the rest of a sentence about the file
 */
export function readTemplate(file: string): string {
  refuseOddFile(statSync(file));
  // Between the two checks somebody may have put a pipe there: opened like this, it does not wait for a writer.
  const handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    refuseOddFile(fstatSync(handle));
    const bytes = Buffer.alloc(LARGEST_TEMPLATE + 1);
    let length = 0;
    for (;;) {
      const read = readSync(handle, bytes, length, bytes.length - length, null);
      length += read;
      if (length > LARGEST_TEMPLATE) throw tooLarge();
      if (read === 0)
        return bytes
          .subarray(0, length)
          .toString('utf8')
          .replace(/^\ufeff/, '');
    }
  } finally {
    closeSync(handle);
  }
}

function refuseOddFile(stats: Stats): void {
  if (!stats.isFile()) throw new TextError(notPlainFile(kindOf(stats)));
  if (stats.size > LARGEST_TEMPLATE) throw tooLarge();
}

function tooLarge(): TextError {
  return new TextError(largeTemplate(LARGEST_TEMPLATE / 1024));
}

function kindOf(stats: Stats): Parameters<typeof notPlainFile>[0] {
  if (stats.isFIFO()) return 'pipe';
  if (stats.isCharacterDevice() || stats.isBlockDevice()) return 'device';
  if (stats.isSocket()) return 'socket';
  return stats.isDirectory() ? 'folder' : 'other';
}
