import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';

const PAGE_BYTES = 4_096;
/**
 * About 64 MB. A page of an index that many commits touch is then copied once; every 4 MB, SQLite's default, costs a
 * storm a quarter of its time at the disk.
 */
const LONGEST_LOG_PAGES = 16_000;
const SHORTEST_LOG_PAGES = 128;
/** The log takes no more than this part of the free space on a small disk. */
const LOG_PART_OF_ROOM = 1 / 16;

/** If a commit finds the log longer than this, in pages, it is copied into the file. */
export function longestLogPages(path: string): number {
  const { bavail, bsize } = statfsSync(dirname(path));
  const pages = Math.floor((bavail * bsize * LOG_PART_OF_ROOM) / PAGE_BYTES);
  return Math.max(SHORTEST_LOG_PAGES, Math.min(LONGEST_LOG_PAGES, pages));
}
