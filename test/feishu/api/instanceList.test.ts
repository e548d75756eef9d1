import { afterEach, describe, expect, it } from 'vitest';
import { ShiftableClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { LONGEST_WINDOW_MS, listInstances } from '../../../src/feishu/api/instanceList.ts';
import { createFeishuClient } from '../../../src/feishu/client/client.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';

const APP = { appId: 'cli_a1b2c3d4e5f60718', appSecret: 'a secret' };
const open: Sandbox[] = [];

afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.stop();
});

async function openList() {
  const clock = new ShiftableClock();
  const sandbox = await startSandbox({ clock, ...APP });
  open.push(sandbox);
  const applicant = sandbox.addPerson({ name: '张三' }).openId;
  for (const approvalCode of ['A-1', 'A-2']) sandbox.addApproval({ approvalCode, name: approvalCode });
  const client = createFeishuClient({
    feishu: { ...APP, baseUrl: sandbox.url },
    limits: { appPerSecond: 45, appPerMinute: 900 },
    clock,
    log: silentLog,
    onAnswer: () => undefined,
  });
  const turn = () => client.turn('instance.list', { priority: 1, lane: 'A-1' });
  return {
    clock,
    sandbox,
    submit: (count: number, approvalCode = 'A-1') =>
      Array.from({ length: count }, () => sandbox.submit({ approvalCode, applicant })),
    list: (from: number, until: number) => listInstances(client, turn, { approvalCode: 'A-1', from, until }),
    page: (body: object) =>
      sandbox.faults.add({
        api: 'instance.list',
        kind: 'status',
        status: 200,
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
        times: 1,
      }),
  };
}

describe('the list of instances', () => {
  it('goes through all pages of a window, by time of creation, for one approval', async () => {
    const { clock, sandbox, submit, list } = await openList();
    submit(3);
    clock.advance(LONGEST_WINDOW_MS);
    const codes = submit(250);
    submit(2, 'A-2');
    const now = clock.now();
    expect(await list(now - 60_000, now)).toEqual(codes);
    expect(sandbox.requests('instance.list')).toHaveLength(3);
  });

  it('fails as a whole if a later page does', async () => {
    const { clock, sandbox, submit, list } = await openList();
    submit(150);
    const asking = list(clock.now() - 60_000, clock.now());
    await sandbox.waitFor(() => sandbox.requests('instance.list').length === 1);
    sandbox.faults.add({ api: 'instance.list', kind: 'status', status: 200, code: 1395001, times: 1 });
    await expect(asking).rejects.toMatchObject({ name: 'FeishuError', code: 1395001 });
  });

  it('does not ask for the first page again and again if Feishu says "more" without a page token', async () => {
    const { clock, sandbox, list, page } = await openList();
    page({ code: 0, data: { instance_code_list: ['I-1'], has_more: true } });
    await expect(list(clock.now() - 1, clock.now())).rejects.toThrow(
      /says that there is more, and not where/,
    );
    for (let i = 0; i < 2; i += 1) page({ code: 0, data: { has_more: true, page_token: 'same' } });
    await expect(list(clock.now() - 1, clock.now())).rejects.toThrow(
      /says that there is more, and not where/,
    );
    expect(sandbox.requests('instance.list')).toHaveLength(3);
  });

  it('takes no code that could reach another address, and an empty answer for no list', async () => {
    const { clock, list, page } = await openList();
    page({ code: 0, data: { instance_code_list: ['I-1', '../../approvals', 7], has_more: false } });
    expect(await list(clock.now() - 1, clock.now())).toEqual(['I-1']);
    page({ code: 0 });
    await expect(list(clock.now() - 1, clock.now())).rejects.toThrow(/no list/);
  });

  it('is refused for more than ten hours', async () => {
    const { clock, list } = await openList();
    const now = clock.now();
    await expect(list(now - LONGEST_WINDOW_MS - 1, now)).rejects.toMatchObject({ code: 1390001 });
    expect(await list(now - LONGEST_WINDOW_MS, now)).toEqual([]);
  });
});
