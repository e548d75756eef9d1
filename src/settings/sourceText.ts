import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** Bytes. Thousands of approvals fit; beyond it somebody named the wrong file. */
const MAX_BYTES = 1 << 20;

/**
 * A file's text without a byte order mark, or why there is none: the rest of a sentence about the file. That of an
 * absent file still lacks its remedy and full stop.
 */
export type SourceText = { readonly text: string } | { readonly fault: string; readonly isAbsent: boolean };

/** Reads a UTF-8 file. Never throws, and never waits: a pipe without a writer would keep its reader for ever. */
export function readSourceText(file: string): SourceText {
  const no = (fault: string): SourceText => ({ fault, isAbsent: false });
  let bytes: Buffer;
  try {
    const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const found = fstatSync(descriptor);
      if (found.isDirectory()) return no('is a folder: name the file in it.');
      if (!found.isFile()) return no('is no regular file but a pipe, a device or a socket: name a file.');
      if (found.size > MAX_BYTES) return no('is larger than 1 MiB: is this the right file?');
      bytes = readFileSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOENT') return { fault: 'does not exist', isAbsent: true };
    return no(FAULTS.get(code) ?? `cannot be read (${code}): check the path.`);
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return no('is not UTF-8 text: save it with the encoding UTF-8.');
  }
}

const NOT_ALLOWED = 'may not be read by this user: change its owner or mode.';
const FAULTS: ReadonlyMap<string, string> = new Map([
  ['ENOTDIR', 'does not exist: a part of its path is a file, not a folder.'],
  ['ENXIO', 'is no regular file but a pipe, a device or a socket: name a file.'],
  ['EISDIR', 'is a folder: name the file in it.'],
  ['EACCES', NOT_ALLOWED],
  ['EPERM', NOT_ALLOWED],
]);
