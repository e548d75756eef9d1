import { afterEach, describe, expect, it } from 'vitest';
import { ShiftableClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { createDefinitions } from '../../../src/feishu/api/definitions.ts';
import { createDepartments } from '../../../src/feishu/api/departments.ts';
import { createFeishuClient } from '../../../src/feishu/client/client.ts';
import { FeishuError } from '../../../src/feishu/client/error.ts';
import { DEFAULT_SCOPES } from '../../../src/sandbox/api/grantedScopes.ts';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';

const APP = { appId: 'cli_a1b2c3d4e5f60718', appSecret: 'a secret' };
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function stage() {
  const clock = new ShiftableClock();
  const sandbox = await startSandbox({ clock, ...APP });
  closing.push(() => sandbox.stop());
  const client = createFeishuClient({
    feishu: { ...APP, baseUrl: sandbox.url },
    limits: { appPerSecond: 45, appPerMinute: 900 },
    clock,
    log: silentLog,
    onAnswer: () => undefined,
  });
  closing.push(() => client.close());
  sandbox.addDepartment({ departmentId: 'od-company00', name: '事业部' });
  sandbox.addDepartment({ departmentId: 'od-division0', name: '部门', parentId: 'od-company00' });
  sandbox.addDepartment({ departmentId: 'od-theteam00', name: '小组', parentId: 'od-division0' });
  return {
    clock,
    sandbox,
    departments: createDepartments(client, clock, silentLog),
    definitions: createDefinitions(client, clock, silentLog),
    asked: () => sandbox.requests('department.batch').length,
  };
}

describe('departments', () => {
  it('are followed up to the company, by both kinds of id, and remembered', async () => {
    const { departments, asked } = await stage();
    const expected = [
      'od-theteam00',
      'heteam00',
      'od-division0',
      'ivision0',
      'od-company00',
      'ompany00',
      '0',
    ];
    expect(await departments.above('od-theteam00')).toEqual(expected);
    expect(asked()).toBe(3);
    expect(await departments.above('od-theteam00')).toEqual(expected);
    expect(await departments.above('od-division0')).toEqual(expected.slice(2));
    expect(asked()).toBe(3);
    expect(await departments.above('heteam00')).toEqual(expected);
  });

  it('are not known without the scope, or out of range, and asked for again later', async () => {
    const { departments, sandbox, clock, asked } = await stage();
    sandbox.turn({
      scopes: DEFAULT_SCOPES.filter((scope) => scope !== 'contact:department.organize:readonly'),
    });
    expect(await departments.above('od-theteam00')).toBeUndefined();
    expect(await departments.above('od-nobody000')).toBeUndefined();
    const before = asked();
    expect(await departments.above('od-theteam00')).toBeUndefined();
    expect(asked()).toBe(before);
    sandbox.turn({ scopes: DEFAULT_SCOPES });
    clock.advance(6 * 60_000);
    expect(await departments.above('od-theteam00')).toHaveLength(7);
  });

  it('are a temporary failure if Feishu does not answer for now; so are definitions', async () => {
    const { departments, definitions, sandbox, clock } = await stage();
    sandbox.addApproval({
      approvalCode: 'A-1',
      name: '采购',
      form: [{ id: 'w1', name: '金额', type: 'amount' }],
    });
    const mend = [
      sandbox.faults.add({ api: 'department.batch', kind: 'status', status: 500 }),
      sandbox.faults.add({ api: 'approval.get', kind: 'status', status: 500 }),
    ];
    await expect(departments.above('od-theteam00')).rejects.toBeInstanceOf(FeishuError);
    expect(await definitions.of('A-1', 'zh-CN')).toEqual([]);
    expect(definitions.failure('A-1', 'zh-CN')).toBeInstanceOf(FeishuError);
    for (const end of mend) end();
    clock.advance(60_000);
    expect(await departments.above('od-theteam00')).toHaveLength(7);
    expect(await definitions.of('A-1', 'zh-CN')).toHaveLength(1);
    expect(definitions.failure('A-1', 'zh-CN')).toBeUndefined();
  });
});
