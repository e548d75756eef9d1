import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { Text } from '../base/language.ts';
import { SOURCE, unreadable } from '../words/yamlText.ts';

/** Bytes. Thousands of approvals fit; a larger file is probably the wrong one. */
const MAX_BYTES = 1 << 20;

/**
 * A file's text without a byte order mark, or why there is none: the rest of a sentence about the file. The one for a
 * missing file is without remedy and full stop.
 */
export type SourceText = { readonly text: string } | { readonly fault: Text; readonly isAbsent: boolean };

/** Reads a UTF-8 file. Never throws, and never blocks: a pipe without a writer would block for ever. */
export function readSourceText(file: string): SourceText {
  const no = (fault: Text): SourceText => ({ fault, isAbsent: false });
  let bytes: Buffer;
  try {
    const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const found = fstatSync(descriptor);
      if (found.isDirectory()) return no(SOURCE.folder);
      if (!found.isFile()) return no(SOURCE.odd);
      if (found.size > MAX_BYTES) return no(SOURCE.large);
      bytes = readBytes(descriptor, found.size);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOENT') return { fault: SOURCE.absent, isAbsent: true };
    return no(FAULTS.get(code) ?? unreadable(code));
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return no(SOURCE.notUtf8);
  }
}

/** No more than its size said: some files of /proc have no end. */
function readBytes(descriptor: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let length = 0;
  for (let read = 1; read > 0 && length < size; length += read)
    read = readSync(descriptor, bytes, length, size - length, null);
  return bytes.subarray(0, length);
}

const FAULTS: ReadonlyMap<string, Text> = new Map<string, Text>([
  ['ENOTDIR', SOURCE.below],
  ['ENXIO', SOURCE.odd],
  ['EISDIR', SOURCE.folder],
  ['EACCES', SOURCE.notAllowed],
  ['EPERM', SOURCE.notAllowed],
]);
