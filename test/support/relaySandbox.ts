import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { ShiftableClock } from '../../src/base/clock.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { formatProblem } from '../../src/settings/problem.ts';
import { readSettingsText } from '../../src/settings/readSettings.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { tempFolder } from './tempFolder.ts';

export const APP = { appId: 'cli_a1b2c3d4e5f60718', appSecret: 'a secret' };
export const CODE = '7C468A54-8745-2245-9675-08B7C63E7A85';
export const CHAT = 'oc_84983ff6516d731e5b5f68d4ea2e1da5';

/** A sandbox with an approval and a group, and a configuration that maps the one to the other. */
export interface RelaySandbox {
  readonly sandbox: Sandbox;
  /** The configuration, with `more` at its top level. */
  config(more?: object): object;
  /** Reads it. */
  settings(more?: object): Settings;
  readonly folder: string;
}

/** Ends with the test. */
export async function startRelaySandbox(options: Partial<SandboxOptions> = {}): Promise<RelaySandbox> {
  const sandbox = await startSandbox({ clock: new ShiftableClock(), ...APP, ...options });
  onTestFinished(() => sandbox.stop());
  sandbox.addChat({ chatId: CHAT, name: '采购群' });
  sandbox.addApproval({
    approvalCode: CODE,
    name: '采购申请',
    form: [
      { id: 'w1', name: '采购事由', type: 'textarea' },
      { id: 'w2', name: '金额', type: 'amount', value: 'CNY' },
    ],
    nodes: [{ name: '部门主管' }, { name: '财务' }],
  });
  const folder = tempFolder();
  const config = (more: object = {}): object => ({
    feishu: { ...APP, domain: sandbox.url, encryptKey: 'an encrypt key' },
    server: { host: '127.0.0.1', port: 0 },
    store: `sqlite:${join(folder, 'data', 'relay.db')}`,
    approvals: { [CODE]: { name: '采购申请', chats: [CHAT] } },
    ...more,
  });
  return {
    sandbox,
    config,
    folder,
    settings(more) {
      const { settings, problems } = readSettingsText('relay.yaml', stringify(config(more)), {});
      if (!settings) throw new Error(problems.map((problem) => formatProblem(problem)).join('\n'));
      return settings;
    },
  };
}
