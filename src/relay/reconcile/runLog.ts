import type { Log } from '../../base/log.ts';
import type { RunReport } from './runReport.ts';

/** Logs what became of a run, and why there was one. */
export type RunLog = (report: RunReport, reason: string) => void;

/** Warns only once of what lasts. */
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
      log.info(facts, 'reconciling goes on later');
    else {
      const line = { ...facts, why: stopped.message };
      log.warn(line, 'reconciling ended before it was through: it goes on later');
    }
    lasting = stopped?.why;
  };
}
