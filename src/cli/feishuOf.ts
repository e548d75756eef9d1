import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { createFeishuClient, type FeishuClient } from '../feishu/client/client.ts';
import type { Settings } from '../settings/settings.ts';

/** A Feishu client for a short command. The caller closes it. */
export function clientOf(settings: Pick<Settings, 'feishu' | 'limits'>): FeishuClient {
  return createFeishuClient({
    feishu: settings.feishu,
    limits: settings.limits,
    clock: systemClock(),
    log: silentLog,
    onAnswer: () => undefined,
  });
}
