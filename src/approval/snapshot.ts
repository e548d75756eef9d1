import type { Instance } from './instance.ts';

/** An instance as a look-up showed it. */
export interface Snapshot {
  /** Feishu's own text of it, which the store keeps. */
  readonly text: string;
  /** What the text says; undefined: it cannot be read. */
  readonly instance: Instance | undefined;
}

/** Reads Feishu's text of an instance; undefined where it is none. */
export type ReadSnapshot = (text: string, instanceCode: string) => Instance | undefined;

/** A snapshot from the store: most are only carried on, so it is read when somebody first asks what it says. */
export function storedSnapshot(text: string, instanceCode: string, read: ReadSnapshot): Snapshot {
  return {
    text,
    get instance() {
      return read(text, instanceCode);
    },
  };
}
