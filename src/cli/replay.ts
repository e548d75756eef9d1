import { createInterface } from 'node:readline/promises';
import { type Language, sayIn } from '../base/language.ts';
import type { Settings } from '../settings/settings.ts';
import type { ListedRow, ListFilter } from '../store/outbox/deliveryList.ts';
import {
  askUnknown,
  NEEDS_ROWS,
  NOT_CONFIRMED,
  NOTHING_PARKED,
  needsYes,
  ONLY_WITH_PARKED,
  unknownLeftOut,
} from '../words/deliveriesText.ts';
import { mustBeConfigured } from './configured.ts';
import { EXIT_FAILED, EXIT_OK } from './exit.ts';
import { complain } from './fail.ts';
import { MisuseError } from './misuse.ts';
import { type MoveOptions, readIds, runRowsCommand } from './rowsCommand.ts';
import { readStore } from './storeOf.ts';

interface ReplayOptions extends MoveOptions {
  readonly parked?: boolean;
  readonly reason?: string;
  readonly chat?: string;
  readonly yes?: boolean;
}

/** More than any store has parked. */
const MOST_PARKED = 100_000;
/** How many a statement takes. */
const IDS_AT_ONCE = 500;

/**
 * `approval-relay replay`: sends parked rows again, with their current state. Rows of unknown outcome are sent only by
 * id, and after a question.
 */
export async function run(options: ReplayOptions, given: readonly string[]): Promise<number> {
  const { parked, reason, chat } = options;
  if (given.length > 0 === (parked === true)) throw new MisuseError(NEEDS_ROWS);
  if (!parked && (reason !== undefined || chat !== undefined)) throw new MisuseError(ONLY_WITH_PARKED);
  const named = readIds(given);
  const { settings } = mustBeConfigured(options);
  return parked ? replayParked(settings, options) : replayNamed(settings, options, named);
}

async function replayParked(settings: Settings, options: ReplayOptions): Promise<number> {
  const { reason, chat, language } = options;
  const rows = await listRows(settings, [{ state: 'parked', reason, chat }]);
  const unknown = rows.filter(({ isUnknown }) => isUnknown).map(({ id }) => id);
  const ids = rows.filter(({ isUnknown }) => !isUnknown).map(({ id }) => id);
  if (unknown.length > 0) complain(unknownLeftOut(unknown), language);
  if (ids.length > 0 || options.json)
    return runRowsCommand(settings, { do: 'replay', ids, evenUnknown: false }, options);
  console.log(sayIn(language)(NOTHING_PARKED));
  return EXIT_OK;
}

async function replayNamed(settings: Settings, options: ReplayOptions, ids: string[]): Promise<number> {
  const { language } = options;
  const filters: ListFilter[] = [];
  for (let from = 0; from < ids.length; from += IDS_AT_ONCE)
    filters.push({ ids: ids.slice(from, from + IDS_AT_ONCE), state: 'parked' });
  const rows = await listRows(settings, filters);
  const unknown = rows.filter(({ isUnknown }) => isUnknown).map(({ id }) => id);
  if (unknown.length > 0 && !options.yes && !(await isConfirmed(unknown, language))) {
    complain(NOT_CONFIRMED, language);
    return EXIT_FAILED;
  }
  return runRowsCommand(settings, { do: 'replay', ids, evenUnknown: unknown.length > 0 }, options);
}

async function listRows(settings: Settings, filters: readonly ListFilter[]): Promise<ListedRow[]> {
  return readStore(settings, async (store) => {
    const rows: ListedRow[] = [];
    for (const filter of filters) rows.push(...(await store.listDeliveries(filter, MOST_PARKED)));
    return rows;
  });
}

/** @throws MisuseError without a terminal */
async function isConfirmed(ids: readonly string[], language: Language): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw new MisuseError(needsYes(ids));
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(sayIn(language)(askUnknown(ids)));
    return /^\s*(y|yes|是)\s*$/i.test(answer);
  } finally {
    terminal.close();
  }
}
