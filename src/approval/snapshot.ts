import type { Instance } from './instance.ts';

/** An instance as of a look-up. */
export interface Snapshot {
  /** Feishu's own text of it, as stored. */
  readonly text: string;
  /** The parsed text; undefined: it cannot be read. */
  readonly instance: Instance | undefined;
}

/** Reads Feishu's text of an instance; undefined if it is not one. */
export type ReadSnapshot = (text: string, instanceCode: string) => Instance | undefined;

/** A snapshot from the store. Most are only passed on, so the text is parsed at the first use. */
export function storedSnapshot(text: string, instanceCode: string, read: ReadSnapshot): Snapshot {
  return {
    text,
    get instance() {
      return read(text, instanceCode);
    },
  };
}
