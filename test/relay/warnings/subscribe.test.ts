import { describe, expect, it } from 'vitest';
import type { Warning } from '../../../src/approval/warning.ts';
import { silentLog } from '../../../src/base/log.ts';
import { FeishuError } from '../../../src/feishu/client/error.ts';
import { subscribeAll } from '../../../src/relay/warnings/subscribe.ts';

/** Every wait is over at once, and is noted. */
function stage(answers: Record<string, (number | 'ok')[]>) {
  const raised: Warning[] = [];
  const over: string[] = [];
  const noted: string[] = [];
  const asked: string[] = [];
  const waits: number[] = [];
  const stop = new AbortController();
  const run = () =>
    subscribeAll(
      {
        approvalCodes: Object.keys(answers),
        subscribe: async (code) => {
          asked.push(code);
          const answer = answers[code]?.shift() ?? 'ok';
          if (answer !== 'ok') throw new FeishuError('refused', { code: answer });
        },
        noteSubscribed: async (code) => void noted.push(code),
        warnings: {
          raise: (warning) => void raised.push(warning),
          over: (code, id) => void over.push(`${code} ${id}`),
        },
        clock: {
          now: () => 0,
          monotonic: () => 0,
          at: (at, fn) => {
            waits.push(at);
            setImmediate(fn);
            return () => undefined;
          },
        },
        log: silentLog,
      },
      stop.signal,
    );
  return { run, raised, over, noted, asked, waits, stop };
}

const UNKNOWN = 1390002;
const DELETED = 1390016;
const NO_SCOPE = 99991672;
const BAD_SECRET = 10014;

describe('subscribing the approvals', () => {
  it('asks for each, and again for those that failed, until all are subscribed', async () => {
    const { run, asked, noted, waits } = stage({ A1: [], A2: [NO_SCOPE, NO_SCOPE], A3: [] });
    await run();
    expect(asked).toEqual(['A1', 'A2', 'A3', 'A2', 'A2']);
    expect(noted).toEqual(['A1', 'A3', 'A2']);
    expect(waits).toHaveLength(2);
  });

  it('warns of each approval that fails by what Feishu says of it, and no longer than it does', async () => {
    const { run, raised, over } = stage({ A1: [UNKNOWN], A2: [DELETED], A3: [NO_SCOPE] });
    await run();
    expect(raised.map(({ code, ids }) => ({ code, ids }))).toEqual([
      { code: 'approval-unknown', ids: { approval: 'A1' } },
      { code: 'approval-deleted', ids: { approval: 'A2' } },
      { code: 'approval-not-subscribed', ids: { approval: 'A3', feishuCode: NO_SCOPE } },
    ]);
    expect(over).toContain('approval-unknown A1');
    expect(over).toContain('approval-deleted A2');
    expect(over).toContain('approval-not-subscribed A3');
  });

  it('leaves it to another warning if the whole app is refused', async () => {
    const { run, raised, noted } = stage({ A1: [BAD_SECRET] });
    await run();
    expect([raised, noted]).toEqual([[], ['A1']]);
  });

  it('ends when it is aborted', async () => {
    const { run, asked, stop } = stage({ A1: [], A2: [] });
    stop.abort();
    await run();
    expect(asked).toEqual([]);
  });
});
