import type { ComponentChild } from 'preact';
import type { RawObject } from './reading.ts';

/**
 * What a component needs to know of the card it stands in, and how it draws what it holds. It is handed down,
 * not imported, so containers and the list of components do not import each other.
 */
export interface Canvas {
  /** Names by open_id. */
  readonly people: ReadonlyMap<string, string>;
  /** Ms since the epoch; stands for "when it was sent" in a time without a value. */
  readonly now: number | undefined;
  /** IANA name of the reader's zone. */
  readonly timezone: string;
  /** The reader's language, as in `i18n_content`: `zh_cn`, `en_us`. */
  readonly locale: string;
  /** The card's `config`, which defines colours and text sizes of its own. */
  readonly config: RawObject;
  /** How many containers stand around this place. */
  readonly depth: number;
  /** Draws the components of a container, one level deeper. */
  readonly draw: (elements: unknown, within: Canvas) => ComponentChild;
}

/** What a component is made by. */
export type Draw = (component: RawObject, canvas: Canvas) => ComponentChild;
