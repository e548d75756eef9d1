import { type Language, sayIn, type Text } from '../base/language.ts';
import { zoneTime } from '../cards/view/moment.ts';
import type { RunReport } from '../relay/reconcile/runReport.ts';
import { saidText } from '../words/networkText.ts';
import {
  adoptedNow,
  counted,
  endedEarly,
  foundThese,
  NOTHING_FOUND,
  RECONCILE_HEAD,
  refusedToShow,
} from '../words/reconcileText.ts';
import { complain } from './fail.ts';
import { tableOf } from './table.ts';

interface Printing {
  readonly how: 'repair' | 'dry-run';
  /** Who made the run. */
  readonly by: 'bot' | 'command';
  readonly asJson: boolean;
  readonly timezone: string;
  readonly language: Language;
}

/** Prints the result of a run of reconcile: for a person, or as JSON with times in ISO 8601. */
export function printReport(report: RunReport, { how, by, asJson, timezone, language }: Printing): void {
  const say = sayIn(language);
  const { found, stopped, refused } = report;
  const isDryRun = how === 'dry-run';
  if (stopped) complain(endedEarly(saidText(stopped.message.replace(/\.$/, '')), !isDryRun), language);
  if (refused > 0) complain(refusedToShow(refused), language);
  if (asJson) {
    const shown = found.map((one) => ({ ...one, changedAt: new Date(one.changedAt).toISOString() }));
    console.log(JSON.stringify({ dryRun: isDryRun, by, ...report, found: shown }, null, 2));
    return;
  }
  const { listed, looked, adopted } = report;
  console.log(say(counted(listed, looked)));
  if (adopted > 0) console.log(say(adoptedNow(adopted, isDryRun)));
  if (found.length === 0) {
    console.log(say(nothingFound(report)));
    return;
  }
  const fate = isDryRun ? 'would-be' : by === 'bot' ? 'relayed' : 'at-start';
  console.log(say(foundThese(found.length, fate)));
  const zone = zoneTime(timezone);
  const rows = found.map(({ status, changedAt, approval, instance }) => [
    status,
    zone.format(changedAt, 'YYYY-MM-DD HH:mm'),
    approval,
    instance,
  ]);
  console.log(tableOf(RECONCILE_HEAD[language], rows));
}

/** "Nothing was missed" only if Feishu was asked, and showed everything. */
function nothingFound({ windows, looked, refused, stopped }: RunReport): Text {
  if (stopped) return NOTHING_FOUND.stopped;
  const compared = windows + looked;
  if (compared === 0) return refused > 0 ? NOTHING_FOUND.refused : NOTHING_FOUND.nothing;
  return refused > 0 ? NOTHING_FOUND.partly : NOTHING_FOUND.missed;
}
