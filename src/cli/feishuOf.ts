import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { createFeishuClient, type FeishuClient } from '../feishu/client/client.ts';
import type { Settings } from '../settings/settings.ts';

/** A way to Feishu for a command that ends soon. Close it. */
export function clientOf(settings: Pick<Settings, 'feishu' | 'limits'>): FeishuClient {
  return createFeishuClient({
    feishu: settings.feishu,
    limits: settings.limits,
    clock: systemClock(),
    log: silentLog,
    onAnswer: () => undefined,
  });
}
