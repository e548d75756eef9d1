import { readFileSync } from 'node:fs';

/** Bytes. Thousands of approvals fit; beyond it somebody named the wrong file. */
const MAX_BYTES = 1 << 20;

/** A file's text without a byte order mark, or one sentence that says why there is none. */
export type SourceText = { readonly text: string } | { readonly fault: string; readonly isAbsent: boolean };

/** Reads a UTF-8 file. Never throws. */
export function readSourceText(file: string): SourceText {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return { fault: faultOf(code), isAbsent: code === 'ENOENT' };
  }
  if (bytes.length > MAX_BYTES) {
    return { fault: 'is larger than 1 MiB: is this the right file?', isAbsent: false };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { fault: 'is not UTF-8 text: save it with the encoding UTF-8.', isAbsent: false };
  }
}

function faultOf(code: string): string {
  switch (code) {
    case 'ENOENT':
      return 'does not exist: copy config/relay.example.yaml to it, or name another with --config or RELAY_CONFIG.';
    case 'ENOTDIR':
      return 'does not exist: a part of its path is a file, not a folder.';
    case 'EISDIR':
      return 'is a folder: name the file in it.';
    case 'EACCES':
    case 'EPERM':
      return 'may not be read by this user: change its owner or mode.';
    default:
      return `cannot be read (${code}): check the path.`;
  }
}
