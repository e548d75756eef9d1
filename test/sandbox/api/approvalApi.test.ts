import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SandboxApproval } from '../../../src/sandbox/world/definition.ts';
import { openSandbox } from '../fixture.ts';

describe('approvals and instances', () => {
  let open: Awaited<ReturnType<typeof openSandbox>>;
  let approval: SandboxApproval;
  let people: string[];
  beforeEach(async () => {
    open = await openSandbox();
    people = ['张三', '李四', '王五', '赵六'].map((name) => open.sandbox.addPerson({ name }).openId);
    approval = open.sandbox.addApproval({
      name: '采购申请',
      form: [{ id: 'widget1', name: '金额', type: 'amount' }],
      nodes: [{ name: '部门主管' }, { name: '财务', type: 'OR' }],
      locales: { 'en-US': { name: 'Purchase' } },
    });
  });
  afterEach(() => open.sandbox.stop());

  const submit = (approvers?: string[][]) =>
    open.sandbox.submit({
      approvalCode: approval.approvalCode,
      applicant: people[0] ?? '',
      form: [{ id: 'widget1', name: '金额', type: 'amount', value: 99.5 }],
      ...(approvers && { approvers }),
    });
  const get = async (code: string) => (await open.call('GET', `/approval/v4/instances/${code}`)).json;
  const pendingOf = async (code: string): Promise<string[]> =>
    (await get(code)).data.task_list
      .filter((task: { status: string }) => task.status === 'PENDING')
      .map((task: { open_id: string }) => task.open_id);

  it('returns an instance as documented', async () => {
    const code = submit([[people[1] ?? ''], [people[2] ?? '', people[3] ?? '']]);
    const { code: answer, data } = await get(code);
    expect(answer).toBe(0);
    expect(data).toMatchObject({
      approval_name: '采购申请',
      approval_code: approval.approvalCode,
      instance_code: code,
      status: 'PENDING',
      end_time: '0',
      open_id: people[0],
      reverted: false,
    });
    expect(data).not.toHaveProperty('user_id');
    expect(JSON.parse(data.form)).toEqual([{ id: 'widget1', name: '金额', type: 'amount', value: 99.5 }]);
    expect(data.task_list).toMatchObject([
      { open_id: people[1], node_name: '部门主管', type: 'AND', status: 'PENDING', end_time: '0' },
    ]);
    expect(data.timeline).toMatchObject([{ type: 'START', create_time: data.start_time }]);
  });

  it('moves through AND and OR steps to APPROVED', async () => {
    const [, boss = '', one = '', two = ''] = people;
    const code = submit([[boss], [one, two]]);
    open.sandbox.approve(code, { comment: '同意' });
    expect(await pendingOf(code)).toEqual([one, two]);
    open.sandbox.approve(code, { by: two });
    const { data } = await get(code);
    expect(data.status).toBe('APPROVED');
    expect(data.task_list.map((task: { status: string }) => task.status)).toEqual([
      'APPROVED',
      'DONE',
      'APPROVED',
    ]);
    expect(data.timeline.at(1)).toMatchObject({ type: 'PASS', comment: '同意', open_id: boss });
    expect(() => open.sandbox.approve(code)).toThrow('APPROVED');
  });

  it('transfers, adds signers and sends back', async () => {
    const [, boss = '', one = '', two = ''] = people;
    const code = submit([[boss]]);
    open.sandbox.transfer(code, { to: one });
    expect(await pendingOf(code)).toEqual([one]);
    open.sandbox.addSign(code, { people: [two] });
    expect(await pendingOf(code)).toEqual([one, two]);
    open.sandbox.sendBack(code, { by: two, comment: '缺合同' });
    expect(await pendingOf(code)).toEqual([one, two]);
    open.sandbox.addSign(code, { by: one, people: [boss], where: 'before' });
    open.sandbox.comment(code, boss, '看过了');
    const { data } = await get(code);
    expect(data.task_list).toHaveLength(6);
    expect(data.timeline.map((entry: { type: string }) => entry.type)).toEqual([
      'START',
      'TRANSFER',
      'ADD_APPROVER',
      'ROLLBACK',
      'ADD_APPROVER_BEFORE',
    ]);
    expect(data.comment_list).toMatchObject([{ comment: '看过了', open_id: boss }]);
  });

  it('passes empty steps by itself, and asks one after the other if the order counts', async () => {
    const [, boss = '', one = ''] = people;
    const ordered = open.sandbox.addApproval({ name: '合同', nodes: [{ name: '会签', type: 'SEQUENTIAL' }] });
    const code = open.sandbox.submit({
      approvalCode: ordered.approvalCode,
      applicant: people[0] ?? '',
      approvers: [[boss, one], []],
    });
    expect(await pendingOf(code)).toEqual([boss]);
    open.sandbox.approve(code);
    expect(await pendingOf(code)).toEqual([one]);
    open.sandbox.approve(code);
    const { data } = await get(code);
    expect(data.status).toBe('APPROVED');
    expect(data.task_list.at(-1)).toMatchObject({ type: 'AUTO_PASS', open_id: '' });
  });

  it('returns a revoked instance as CANCELED and reverted, and no deleted one', async () => {
    const code = submit();
    open.sandbox.approveAll(code);
    open.sandbox.revoke(code);
    expect((await get(code)).data).toMatchObject({ status: 'CANCELED', reverted: true });
    open.sandbox.remove(code);
    expect((await get(code)).code).toBe(1390003);
  });

  it('lags behind its events when told to', async () => {
    const code = submit();
    open.sandbox.lag(code);
    open.sandbox.approveAll(code);
    expect((await get(code)).data.status).toBe('PENDING');
    expect((await get(code)).data.status).toBe('APPROVED');
  });

  it('lists by time of creation, at most 10 hours at once, in pages', async () => {
    const codes = [submit(), submit(), submit()];
    const list = async (query: string) =>
      (await open.call('GET', `/approval/v4/instances?approval_code=${approval.approvalCode}&${query}`)).json;
    const end = open.clock.now();
    const first = await list(`start_time=${end - 36_000_000}&end_time=${end}&page_size=2`);
    expect(first.data).toMatchObject({ instance_code_list: codes.slice(0, 2), has_more: true });
    const rest = await list(
      `start_time=${end - 36_000_000}&end_time=${end}&page_size=2&page_token=${first.data.page_token}`,
    );
    expect(rest.data).toMatchObject({ instance_code_list: codes.slice(2), has_more: false });
    expect((await list(`start_time=${end - 36_000_001}&end_time=${end}`)).code).toBe(1390001);
  });

  it('subscribes once and knows definitions in their languages', async () => {
    const path = `/approval/v4/approvals/${approval.approvalCode}`;
    expect((await open.call('POST', `${path}/subscribe`)).json.code).toBe(0);
    expect((await open.call('POST', `${path}/subscribe`)).json.code).toBe(1390007);
    expect((await open.call('POST', '/approval/v4/approvals/NONE/subscribe')).json.code).toBe(1390002);
    expect((await open.call('GET', `${path}?locale=en-US`)).json.data.approval_name).toBe('Purchase');
    const { data } = (await open.call('GET', path)).json;
    expect(JSON.parse(data.form)).toEqual(approval.form);
    expect(data.node_list[1]).toMatchObject({ name: '财务', node_type: 'OR' });
  });

  it('returns names only with their scope, and leaves out unknown people', async () => {
    const path = `/contact/v3/users/batch?user_id_type=open_id&user_ids=${people[0]}&user_ids=ou_none`;
    expect((await open.call('GET', path)).json.data.items).toMatchObject([
      { open_id: people[0], name: '张三' },
    ]);
    const department = open.sandbox.addDepartment({ name: '采购部' }).departmentId;
    const inPath = `/contact/v3/departments/batch?department_ids=${department}`;
    expect((await open.call('GET', inPath)).json.data.items).toMatchObject([{ name: '采购部' }]);
    open.sandbox.turn({ scopes: ['contact:contact.base:readonly'] });
    const bare = (await open.call('GET', path)).json;
    expect(bare.code).toBe(0);
    expect(bare.data.items[0]).not.toHaveProperty('name');
  });

  it('lists the groups the bot is in', async () => {
    const chat = open.sandbox.addChat({ name: '采购群' });
    open.sandbox.addChat({ name: '别处' });
    open.sandbox.removeBot(open.sandbox.chats()[1]?.chatId ?? '', { event: false });
    expect((await open.call('GET', '/im/v1/chats?page_size=100')).json.data.items).toMatchObject([
      { chat_id: chat.chatId, name: '采购群', chat_status: 'normal' },
    ]);
    expect((await open.call('GET', '/im/v1/chats/oc_no')).json.code).toBe(232006);
  });
});
