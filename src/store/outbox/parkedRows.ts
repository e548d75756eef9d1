import type { Kysely, Selectable } from 'kysely';
import { readSummaryContent } from '../../approval/deliveryContent.ts';
import { isFinal, isStatus } from '../../approval/status.ts';
import type { OutboxTable, Schema } from '../engine/schema.ts';

/** A row that was parked while its chat was closed, and the state of its instance, if known. */
export interface ParkedRow extends Selectable<OutboxTable> {
  readonly knownStatus: string | null;
  readonly knownAt: number | null;
}

/** Rows of the outbox, each with the state of its instance. */
export function rowsWithState(on: Kysely<Schema>, app: string) {
  return on
    .selectFrom('outbox as o')
    .leftJoin('instances as i', (join) =>
      join.onRef('i.app', '=', 'o.app').onRef('i.instance', '=', 'o.instance'),
    )
    .selectAll('o')
    .select(['i.status as knownStatus', 'i.changed_at as knownAt'])
    .where('o.app', '=', app);
}

/** What happens to parked rows. The others are not changed. */
export interface Sorted {
  /** To be sent with their current state; the kind may have changed. */
  readonly revived: readonly ParkedRow[];
  readonly superseded: readonly ParkedRow[];
}

/** Changes that ended longer ago than this are not sent any more. */
const OVER_MS = 86_400_000;

/** When it is, and whether the chat is not configured any more: then nothing that is older than a day is sent. */
export interface At {
  readonly now: number;
  readonly isGone: boolean;
}

/**
 * What happens to the rows that were parked for a chat that is open again: the newest of each instance is sent; its
 * others are superseded, and so are reminders and what ended more than a day ago. A row whose outcome is unknown
 * stays parked. Pure.
 *
 * @param openLanes the instances and steps that already have a waiting row for the chat: {@link laneIn}
 */
export function sortParked(parked: readonly ParkedRow[], openLanes: ReadonlySet<string>, at: At): Sorted {
  const revived: ParkedRow[] = [];
  const superseded: ParkedRow[] = [];
  for (const lane of lanesOf(parked)) {
    const [newest] = lane;
    const isNeeded = newest !== undefined && !openLanes.has(laneIn(newest)) && !isOver(newest, at);
    if (isNeeded) revived.push(ofLane(lane, newest));
    superseded.push(...(isNeeded ? lane.slice(1) : lane));
  }
  for (const row of parked.filter((one) => isSure(one) && !isOfLane(one)))
    (isListOfChanges(row) ? revived : superseded).push(row);
  return { revived: revived.sort((a, b) => a.seq - b.seq), superseded };
}

/** The same for one lane, that of the newest row, which is tried. */
export function sortLane(parked: readonly ParkedRow[], at: At): Sorted {
  const [newest] = lanesOf(parked)
    .flatMap(([first, ...older]) => (first && !isOver(first, at) ? [[first, ...older]] : []))
    .sort(([a], [b]) => (b?.seq ?? 0) - (a?.seq ?? 0));
  const [first, ...older] = newest ?? [];
  return first ? { revived: [ofLane([first, ...older], first)], superseded: older } : NOTHING;
}

/**
 * The same for rows that a person wants to send again: the newest of each lane is sent, unless something newer was sent
 * or waits. A buzz is over: its moment has passed.
 */
export function sortReplayed(parked: readonly ParkedRow[], isOvertaken: (row: ParkedRow) => boolean): Sorted {
  const revived: ParkedRow[] = [];
  const superseded: ParkedRow[] = [];
  // The person has checked the chat: what is missing there was not sent.
  const rows = parked.map((row) => ({ ...row, unknown_since: null }));
  for (const lane of lanesOf(rows)) {
    const [newest] = lane;
    const isNeeded = newest !== undefined && !isOvertaken(newest);
    if (isNeeded) revived.push(ofLane(lane, newest));
    superseded.push(...(isNeeded ? lane.slice(1) : lane));
  }
  for (const row of rows.filter((one) => !isOfLane(one)))
    (row.kind === 'buzz' ? superseded : revived).push(row);
  return { revived, superseded };
}

const NOTHING: Sorted = { revived: [], superseded: [] };

/** The key of a lane within one chat. */
export function laneIn({
  instance,
  opening,
}: {
  readonly instance: string;
  readonly opening: string;
}): string {
  return `${instance} ${opening}`;
}

/**
 * Rows about a change, by instance and step, the newest first in each. Notices come last: one would be a reply to a card
 * that still shows the old state.
 */
function lanesOf(parked: readonly ParkedRow[]): ParkedRow[][] {
  const lanes = new Map<string, ParkedRow[]>();
  for (const row of parked) {
    const lane = laneIn(row);
    if (isSure(row) && isOfLane(row)) lanes.set(lane, [row, ...(lanes.get(lane) ?? [])]);
  }
  const isNotice = ({ kind }: ParkedRow): number => Number(kind === 'notice');
  return [...lanes.values()].map((lane) =>
    lane.sort((a, b) => isNotice(a) - isNotice(b) || b.changed_at - a.changed_at || b.seq - a.seq),
  );
}

/** If any row of the lane would have posted a card, the newest does. */
function ofLane(lane: readonly ParkedRow[], newest: ParkedRow): ParkedRow {
  return lane.some((row) => row.kind === 'card') ? { ...newest, kind: 'card' } : newest;
}

function isSure({ unknown_since: unknownSince }: ParkedRow): boolean {
  return unknownSince === null;
}

function isOfLane({ kind }: ParkedRow): boolean {
  return kind === 'card' || kind === 'update' || kind === 'refresh' || kind === 'notice';
}

function isListOfChanges({ kind, about }: ParkedRow): boolean {
  return kind === 'summary' && readSummaryContent(about)?.of === 'found';
}

function isOver(row: ParkedRow, { now, isGone }: At): boolean {
  if (isGone && row.received_at < now - OVER_MS) return true;
  const status = row.knownStatus ?? row.status;
  const changedAt = row.knownAt ?? row.changed_at;
  return isStatus(status) && isFinal(status) && changedAt < now - OVER_MS;
}
