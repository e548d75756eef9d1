import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';

/** Bytes; the longest of the package's own has two thousand. */
const LARGEST_TEMPLATE = 64 * 1024;

/**
 * The text of a template, never waited for: a named pipe, a device or whatever else is no plain file is refused, and
 * so is a file that no template can be as large as.
 *
 * @throws Error with the rest of a sentence about the file
 */
export function readTemplate(file: string): string {
  refuseOddFile(statSync(file));
  // Between the two looks somebody may have put a pipe there: opened like this it does not wait for a writer.
  const handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    refuseOddFile(fstatSync(handle));
    const bytes = Buffer.alloc(LARGEST_TEMPLATE + 1);
    let length = 0;
    for (;;) {
      const read = readSync(handle, bytes, length, bytes.length - length, null);
      length += read;
      if (length > LARGEST_TEMPLATE) throw new Error(tooLarge());
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
  if (!stats.isFile()) throw new Error(`it is ${kindOf(stats)}: a template is a plain file`);
  if (stats.size > LARGEST_TEMPLATE) throw new Error(tooLarge());
}

function tooLarge(): string {
  return `it has more than ${LARGEST_TEMPLATE / 1024} KB, and a card has 28 KB: make it smaller`;
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isCharacterDevice() || stats.isBlockDevice()) return 'a device';
  if (stats.isSocket()) return 'a socket';
  return stats.isDirectory() ? 'a folder' : 'something else';
}
