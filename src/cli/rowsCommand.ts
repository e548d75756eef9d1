import { systemClock } from '../base/clock.ts';
import { type Language, sayIn, type Text } from '../base/language.ts';
import { moveRows } from '../relay/commands/moveRows.ts';
import { ROWS } from '../relay/commands/replay.ts';
import { newRowReport, type RowOrder, type RowReport } from '../relay/commands/rowReport.ts';
import type { Settings } from '../settings/settings.ts';
import type { Store } from '../store/open.ts';
import { MOVED_IS_DONE } from '../words/askText.ts';
import { badId, leftText, movedText, progressText, SENT_AT_START } from '../words/deliveriesText.ts';
import { askTheBot, type CommandForBot, progressLine } from './askTheBot.ts';
import { EXIT_FAILED, EXIT_OK } from './exit.ts';
import { complain } from './fail.ts';
import { MisuseError } from './misuse.ts';
import { workOnStore } from './storeOf.ts';
import { stopSignal } from './whileHolding.ts';

/** Shared by `replay` and `discard`. */
export interface MoveOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly language: Language;
}

/** The given ids; a bare number is a delivery. */
export function readIds(given: readonly string[]): string[] {
  return [
    ...new Set(
      given.map((id) => {
        const [, letter = 'd', digits] = /^([de])?(\d{1,15})$/.exec(id) ?? [];
        if (digits === undefined) throw new MisuseError(badId(id));
        return `${letter || 'd'}${Number(digits)}`;
      }),
    ),
  ];
}

/** Asks the bot that works on the store to move parked rows, or does it itself if none works; prints the result. */
export async function runRowsCommand(
  settings: Settings,
  order: RowOrder,
  { language, json }: MoveOptions,
): Promise<number> {
  const { result: report, by } = await workOnStore(settings, {
    here: (store) => moveHere(store, order, language),
    ask: (store) => askTheBot(store, asked(order, language), systemClock()),
  });
  print(report, { by, language, json: json === true });
  return report.left.length > 0 || report.done < report.total ? EXIT_FAILED : EXIT_OK;
}

function moveHere({ work }: Store, order: RowOrder, language: Language): Promise<RowReport> {
  const report = newRowReport(order);
  const showProgress = progressLine(progressIn(language));
  const parts = {
    work,
    clock: systemClock(),
    onEnded: () => undefined,
    onMoved: async () => showProgress(report),
  };
  return moveRows(parts, order, stopSignal(), report);
}

function asked(order: RowOrder, language: Language): CommandForBot<RowReport> {
  const progress = progressIn(language);
  return { what: ROWS, command: order.do, order, kept: MOVED_IS_DONE, progress };
}

function progressIn(language: Language): (report: RowReport) => string {
  return ({ done, total }) => sayIn(language)(progressText(done, total));
}

function print(
  report: RowReport,
  {
    by,
    language,
    json,
  }: { readonly by: 'command' | 'bot'; readonly language: Language; readonly json: boolean },
): void {
  if (json) {
    console.log(JSON.stringify({ ...report, by }, null, 2));
    return;
  }
  const lines: Text[] = [movedText(report)];
  if (by === 'command' && report.replayed > 0) lines.push(SENT_AT_START);
  console.log(lines.map(sayIn(language)).join('\n'));
  for (const { id, why } of report.left) complain(leftText(id, why), language);
}
