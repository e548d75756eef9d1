import type { Log } from '../../base/log.ts';
import type { RunReport } from './runReport.ts';

/** Logs the result of a run, and its reason. */
export type RunLog = (report: RunReport, reason: string) => void;

/** Warns only once about a lasting problem. */
export function createRunLog(log: Log): RunLog {
  let lasting: string | undefined;
  return (report, reason) => {
    const { found, stopped, listsFrom: _, ...counts } = report;
    const facts = { reason, ...counts, found: found.length };
    if (report.missed > 0) {
      log.warn(
        { ...facts, first: found.slice(0, 5).map((one) => one.instance) },
        'changes were found that Feishu has not pushed: somebody should look at the event subscription, and at the ' +
          'address or the long connection by which events come in',
      );
    }
    if (!stopped) log.info(facts, 'reconciled');
    else if (stopped.why === 'called-off' || stopped.why === lasting)
      log.info(facts, 'reconciling continues later');
    else {
      const line = { ...facts, why: stopped.message };
      log.warn(line, 'reconciling ended early: it continues later');
    }
    lasting = stopped?.why;
  };
}
