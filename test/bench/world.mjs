import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

export const APP = { appId: 'cli_a1b2c3d4e5f60718', appSecret: 'a secret', encryptKey: 'an encrypt key' };
/** Feishu takes five messages a second in a group: two hundred cards a second need forty groups and more. */
const GROUPS = 50;
/** High enough never to be reached; the sandbox has no limits. */
const LIFTED = { chatPerSecond: 1_000_000, appPerSecond: 1_000_000, appPerMinute: 1_000_000 };

export const APPROVALS = Array.from({ length: GROUPS }, (_, i) => ({
  approvalCode: `BENCH-${i + 1}`,
  chat: `oc_bench_${i + 1}`,
}));
/** An approval that no configuration names. */
export const UNMAPPED = 'BENCH-UNMAPPED';

/** Writes a configuration and returns its path. `feishu`: the sandbox's URL. */
export function writeConfig(folder, name, { feishu, store, limits = LIFTED, reconcile = false }) {
  const file = join(folder, `${name}.yaml`);
  const config = {
    feishu: { ...APP, domain: feishu },
    server: { host: '127.0.0.1', port: 0 },
    store,
    limits,
    reconcile,
    approvals: Object.fromEntries(
      APPROVALS.map(({ approvalCode, chat }) => [approvalCode, { name: '采购申请', chats: [chat] }]),
    ),
  };
  writeFileSync(file, stringify(config));
  return file;
}
