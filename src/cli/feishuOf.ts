import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { createFeishuClient, type FeishuClient } from '../feishu/client/client.ts';
import type { Settings } from '../settings/settings.ts';

type ClientSettings = Pick<Settings, 'feishu' | 'limits'>;

/** A Feishu client for a short command. The caller closes it. */
export function clientOf(settings: ClientSettings): FeishuClient {
  return createFeishuClient({
    feishu: settings.feishu,
    limits: settings.limits,
    clock: systemClock(),
    log: silentLog,
    onAnswer: () => undefined,
  });
}

/** Asks Feishu something for a command, with a client that is closed at the end. */
export async function withClient<T>(
  settings: ClientSettings,
  ask: (client: FeishuClient) => Promise<T>,
): Promise<T> {
  const client = clientOf(settings);
  try {
    return await ask(client);
  } finally {
    await client.close();
  }
}
