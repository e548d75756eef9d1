import type { Instance, TimelineEntry } from '../../src/approval/instance.ts';
import type { Status } from '../../src/approval/status.ts';
import type { TemplateSet } from '../../src/cards/templates/templates.ts';
import type { CardInput } from '../../src/cards/view/cardInput.ts';
import { packagedSet } from '../support/packagedSet.ts';

/** 2026-11-24 10:00 in Shanghai. */
export const TEN = Date.UTC(2026, 10, 24, 2);
export const MINUTE = 60_000;

export const ZHANG = 'ou_0000000000000000000000000000zhang';
export const LI = 'ou_000000000000000000000000000000li';
export const WANG = 'ou_0000000000000000000000000000wang';
export const INSTANCE = '81D31358-93AF-92D6-7425-01A5D67C4E71';

export const packaged: () => TemplateSet = packagedSet;

export function entry(type: string, at: number, more: Partial<TimelineEntry> = {}): TimelineEntry {
  return { type, at, person: '', others: [], taskId: '', nodeKey: '', comment: '', ...more };
}

/** Zhang asks for chairs; Li agreed; Wang is next. */
export function purchase(more: Partial<Instance> = {}): Instance {
  return {
    instanceCode: INSTANCE,
    approvalCode: 'APPROVAL-1',
    approvalName: '采购申请',
    serialNumber: '202611240007',
    status: 'PENDING',
    reverted: false,
    startedAt: TEN,
    applicant: ZHANG,
    departmentId: 'od-1',
    form: [],
    tasks: [
      {
        id: 't1',
        person: LI,
        status: 'APPROVED',
        nodeId: 'n1',
        nodeName: '部门主管',
        type: 'AND',
        startedAt: TEN,
        endedAt: TEN + 10 * MINUTE,
      },
      {
        id: 't2',
        person: WANG,
        status: 'PENDING',
        nodeId: 'n2',
        nodeName: '财务复核',
        type: 'OR',
        startedAt: TEN + 10 * MINUTE,
      },
    ],
    comments: [],
    timeline: [
      entry('START', TEN, { person: ZHANG }),
      entry('PASS', TEN + 10 * MINUTE, { person: LI, taskId: 't1', comment: '同意' }),
    ],
    ...more,
  };
}

export function input(status: Status, more: Partial<CardInput> = {}): CardInput {
  return {
    status,
    changedAt: TEN + 30 * MINUTE,
    instance: purchase(),
    instanceCode: INSTANCE,
    approvalCode: 'APPROVAL-1',
    approvalName: '采购申请',
    fields: [{ id: 'w1', name: '采购事由', value: { kind: 'text', text: '新工位扩容' } }],
    names: {
      people: new Map([
        [ZHANG, '张三'],
        [LI, '李四'],
        [WANG, '王五'],
      ]),
      departments: new Map([['od-1', '产品研发部']]),
    },
    mentions: [],
    rings: true,
    purpose: 'card',
    template: '',
    locale: 'zh-CN',
    timezone: 'Asia/Shanghai',
    brand: 'feishu',
    appLink: 'https://applink.feishu.cn',
    asOf: TEN + 31 * MINUTE,
    detail: 'full',
    ...more,
  };
}

/** The same input without an instance: nobody could ever look it up. */
export function unseen(status: Status, more: Partial<CardInput> = {}): CardInput {
  const { instance: _instance, asOf: _asOf, ...rest } = input(status, more);
  return { ...rest, fields: [] };
}
