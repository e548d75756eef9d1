import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import type { Loop } from '../../../src/base/loop.ts';
import { compareConfigurations } from '../../../src/relay/warnings/configCompare.ts';
import { settingsOf } from '../../settings/read.ts';
import { step } from '../../support/step.ts';
import { StillClock } from '../../support/stillClock.ts';

const loops: Loop[] = [];
afterEach(async () => {
  for (const loop of loops.splice(0)) await loop.stop();
});

const config = (chat: string, port: number) =>
  settingsOf(`feishu: { appId: cli_0123456789abcdef, appSecret: s, encryptKey: k }
server: { port: ${port} }
approvals: { A-1: { chats: [${chat}] } }
`);

describe('configurations of replicas', () => {
  it('are reported as different after a minute, whatever port each listens on', async () => {
    const clock = new StillClock();
    let noted: { at: number; state: string } | undefined;
    const standing = new Set<string>();
    const start = (chat: string, port: number, works: boolean): void => {
      loops.push(
        compareConfigurations({
          settings: config(chat, port),
          work: {
            lastRun: async () => noted,
            noteRun: async (_, run) => {
              noted = run;
            },
          },
          isWorking: () => works,
          warnings: {
            raise: ({ code }) => void standing.add(`${code} ${port}`),
            over: (code) => void standing.delete(`${code} ${port}`),
          },
          clock,
          log: silentLog,
        }),
      );
    };
    const pass = async (seconds: number): Promise<void> => {
      for (let i = 0; i < seconds; i += 1) await step(clock, 1_000);
    };
    start('oc_1', 3001, true);
    await pass(2);
    start('oc_1', 3002, false);
    start('oc_2', 3003, false);
    await pass(45);
    expect([...standing]).toEqual([]);
    await pass(45);
    expect([...standing]).toEqual(['config-differs 3003']);
    noted = { at: 0, state: '' };
    await pass(120);
    expect([...standing]).toEqual(['config-differs 3003']);
  });
});
