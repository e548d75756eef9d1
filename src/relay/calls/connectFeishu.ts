import type { Closers } from '../../base/closers.ts';
import { createDefinitions, type Definitions } from '../../feishu/api/definitions.ts';
import { createFeishuClient, type FeishuAnswer, type FeishuClient } from '../../feishu/client/client.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Store } from '../../store/open.ts';
import type { WorkerSignals } from '../context/workerSignals.ts';
import { ClockWatch, type ClockWatchParts } from '../warnings/clockWatch.ts';
import { FeishuWatch } from '../warnings/feishuWatch.ts';
import type { CallCount } from './callCount.ts';

export interface ConnectFeishuParts
  extends Pick<ClockWatchParts, 'warnings' | 'configuredAt' | 'clock' | 'log'> {
  readonly store: Pick<Store, 'ledger' | 'databaseTime'>;
  /** Secrets and limits are read at each use: they may change. */
  readonly settings: Pick<Settings, 'feishu' | 'limits'>;
  readonly calls: Pick<CallCount, 'count'>;
  readonly signals: Pick<WorkerSignals, 'clockJumped'>;
  /** Each finished request. */
  readonly onAnswer: (answer: FeishuAnswer) => void;
}

/** The connection to Feishu, with its time and the definitions of forms. */
export interface FeishuConnection {
  readonly client: FeishuClient;
  readonly clockWatch: ClockWatch;
  readonly definitions: Definitions;
}

/** Creates the client, and connects it with the warnings, the count of billed calls and the clock watch. */
export function connectFeishu(parts: ConnectFeishuParts, closers: Closers): FeishuConnection {
  const { settings, store, calls, signals, warnings, clock, log } = parts;
  const faults = new FeishuWatch(warnings);
  const client = createFeishuClient({
    feishu: settings.feishu,
    limits: settings.limits,
    clock,
    log,
    onTroubles: faults.troublesAre,
    onAnswer(answer) {
      parts.onAnswer(answer);
      faults.answered(answer.api, answer.code);
      if (answer.billed) calls.count();
    },
  });
  closers.push('client', () => client.close());
  const clockWatch = new ClockWatch({
    ...parts,
    ledger: store.ledger,
    databaseTime: store.databaseTime,
    feishuSkew: () => client.clockSkew(),
    onJump: (byMs) => signals.clockJumped(byMs),
  });
  closers.push('clock watch', () => clockWatch.stop());
  return { client, clockWatch, definitions: createDefinitions(client, clock, log) };
}
