import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';

const PAGE_BYTES = 4_096;
/**
 * About 64 MB. A page of an index that many commits touch is then copied once; every 4 MB, as is SQLite's habit, costs a
 * storm a quarter of its time at the disk.
 */
const LONGEST_LOG_PAGES = 16_000;
const SHORTEST_LOG_PAGES = 128;
/** The log takes no more than this part of the room that is left on a small disk. */
const LOG_PART_OF_ROOM = 1 / 16;

/** The commit that finds the log of a database longer than this copies it into the file, in pages. */
export function longestLogPages(path: string): number {
  const { bavail, bsize } = statfsSync(dirname(path));
  const pages = Math.floor((bavail * bsize * LOG_PART_OF_ROOM) / PAGE_BYTES);
  return Math.max(SHORTEST_LOG_PAGES, Math.min(LONGEST_LOG_PAGES, pages));
}
