import type { OutboxDelivery } from '../../approval/delivery.ts';
import type { Clock } from '../../base/clock.ts';
import { readChange } from '../../feishu/events/changeEvent.ts';
import { readEnvelope } from '../../feishu/events/envelope.ts';
import type { ReadStoredEvent } from '../../store/inbox/parkedEvents.ts';
import type { LeftRow } from '../../store/outbox/replays.ts';
import type { Work } from '../../store/work.ts';
import { newRowReport, type RowOrder, type RowReport } from './rowReport.ts';

/** What moving parked rows needs, in the bot or in a command in place of it. */
export interface MoveRowsParts {
  readonly work: Pick<Work, 'replayDeliveries' | 'discardDeliveries' | 'replayEvents' | 'discardEvents'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Rows that ended without being sent again. */
  readonly onEnded: (
    deliveries: readonly OutboxDelivery[],
    reason: 'superseded' | 'discarded' | 'seen',
  ) => void;
  /** There are rows to send for chats, or events to compose. */
  readonly onMoved: (chats: readonly string[]) => Promise<void>;
}

/** At most this many rows in one transaction, so a replay of thousands delays nothing else. */
const AT_ONCE = 100;

/**
 * Queues parked rows again, or ends them. A replayed row is treated like every delivery: its place, its hours and its
 * limits are judged when its turn comes, and its card shows the state at that time. The newest rows come first, so an
 * older one of the same instance ends as superseded.
 */
export async function moveRows(
  parts: MoveRowsParts,
  order: RowOrder,
  signal: AbortSignal,
  report: RowReport = newRowReport(order),
): Promise<RowReport> {
  const { onMoved } = parts;
  for (const letter of ['d', 'e'] as const) {
    const seqs = order.ids.filter((id) => id.startsWith(letter)).map((id) => Number(id.slice(1)));
    seqs.sort((a, b) => b - a);
    for (let from = 0; from < seqs.length && !signal.aborted; from += AT_ONCE) {
      const some = seqs.slice(from, from + AT_ONCE);
      const chats = await (letter === 'd' ? moveDeliveries : moveEvents)(parts, order, some, report);
      report.done += some.length;
      await onMoved(chats);
    }
  }
  return report;
}

async function moveDeliveries(
  { work, clock, onEnded }: MoveRowsParts,
  order: RowOrder,
  seqs: readonly number[],
  report: RowReport,
): Promise<readonly string[]> {
  if (order.do === 'discard') {
    const as = order.sent ? 'sent' : 'suppressed';
    const { discarded, ended, left } = await work.discardDeliveries(seqs, as, clock.now());
    report.discarded += discarded;
    onEnded(ended, order.sent ? 'seen' : 'discarded');
    keepLeft(report, 'd', left);
    return [];
  }
  const moved = await work.replayDeliveries(seqs, order.evenUnknown, clock.now());
  report.replayed += moved.replayed;
  report.superseded += moved.superseded.length;
  onEnded(moved.superseded, 'superseded');
  keepLeft(report, 'd', moved.left);
  return moved.chats;
}

async function moveEvents(
  { work, clock }: MoveRowsParts,
  order: RowOrder,
  seqs: readonly number[],
  report: RowReport,
): Promise<readonly string[]> {
  const isReplay = order.do === 'replay';
  const { moved, left } = await (isReplay
    ? work.replayEvents(seqs, readStored)
    : work.discardEvents(seqs, clock.now()));
  if (isReplay) report.replayed += moved;
  else report.discarded += moved;
  keepLeft(report, 'e', left);
  return [];
}

function keepLeft(report: RowReport, letter: string, left: readonly LeftRow[]): void {
  report.left.push(...left.map(({ seq, why }) => ({ id: `${letter}${seq}`, why })));
}

/** This version may understand an event that another one did not. */
const readStored: ReadStoredEvent = (body) => {
  const envelope = readEnvelope(parsed(body), body);
  if (envelope.kind !== 'event') return undefined;
  const read = readChange(envelope.event);
  return 'change' in read ? read.change : undefined;
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
