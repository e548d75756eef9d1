import { zoneTime } from '../cards/moment.ts';
import type { RunReport } from '../relay/report.ts';
import { tableOf } from './table.ts';

interface Printing {
  readonly how: 'repair' | 'dry-run';
  /** Who made the run. */
  readonly by: 'bot' | 'command';
  readonly asJson: boolean;
  readonly timezone: string;
}

/** Prints what came of a run of reconcile: for a person, or as JSON with times in ISO 8601. */
export function printReport(report: RunReport, { how, by, asJson, timezone }: Printing): void {
  const { found, stopped, refused } = report;
  if (stopped) {
    const why = stopped.message.replace(/\.?$/, '.');
    const kept = how === 'dry-run' ? '' : ' What it found is kept.';
    console.error(`approval-relay: the run ended before it was through: ${why}${kept}`);
  }
  if (refused > 0) {
    console.error(
      `approval-relay: Feishu refuses to show ${refused} of them: check the app's scopes, and the approvals it may read.`,
    );
  }
  if (asJson) {
    const shown = found.map((one) => ({ ...one, changedAt: new Date(one.changedAt).toISOString() }));
    console.log(JSON.stringify({ dryRun: how === 'dry-run', by, ...report, found: shown }, null, 2));
    return;
  }
  const { listed, looked, adopted } = report;
  console.log(`${listed} ${plural(listed, 'instance')} listed, ${looked} looked at.`);
  if (adopted > 0) {
    const verb = how === 'dry-run' ? 'would be' : 'are';
    console.log(`${adopted} that wait ${verb} known from now on, without a card.`);
  }
  if (found.length === 0) {
    console.log('Nothing was missed.');
    return;
  }
  console.log(`${found.length} ${plural(found.length, 'change')} ${fateOf(how, by)}:`);
  const zone = zoneTime(timezone);
  const rows = found.map(({ status, changedAt, approval, instance }) => [
    status,
    zone.format(changedAt, 'YYYY-MM-DD HH:mm'),
    approval,
    instance,
  ]);
  console.log(tableOf(['STATUS', 'CHANGED', 'APPROVAL', 'INSTANCE'], rows));
}

function fateOf(how: Printing['how'], by: Printing['by']): string {
  if (how === 'dry-run') return 'would be relayed';
  return by === 'bot' ? 'are relayed' : 'are relayed when the bot is started';
}

function plural(count: number, word: string): string {
  return count === 1 ? word : `${word}s`;
}
