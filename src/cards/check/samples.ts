import type { Field } from '../../approval/field.ts';
import type { Instance } from '../../approval/instance.ts';
import { isFinal, isStatus, type Status } from '../../approval/status.ts';
import type { TemplateName } from '../templates/templateName.ts';
import type { CardInput, CardPurpose } from '../view/cardInput.ts';
import type { ReminderNote, WeekNote } from '../view/reminderNote.ts';

/**
 * Inputs for testing templates: all fields filled, hardly any, and only codes. Templates are rendered
 * with them when they are loaded, so that most errors are found before the first card.
 */
export function sampleInputs(name: TemplateName): CardInput[] {
  const status = name.toUpperCase();
  if (isStatus(status)) return inputsOf(status, 'card');
  if (name === 'notice') return inputsOf('APPROVED', name);
  return inputsOf('PENDING', name as CardPurpose).map((input, i): CardInput => {
    const reminder = noteOf(name, i);
    if (name !== 'summary') return { ...input, reminder };
    // It is about many instances, not about one.
    const { instance: _instance, asOf: _asOf, ...rest } = input;
    return { ...rest, instanceCode: '', fields: [], reminder: { ...reminder, steps: [] } };
  });
}

function noteOf(name: TemplateName, i: number): ReminderNote {
  const step = { person: WANG, node: '财务', since: AT, waited: '2 个工作日 3 小时', count: 2 };
  // The last ones are about instances of which hardly anything is known.
  const steps = i === 0 ? [step] : [{ ...step, person: '', node: '' }];
  const instance = { instanceCode: INSTANCE, approvalName: '采购申请', applicant: ZHANG, steps };
  const instances = name === 'summary' ? [instance, { ...instance, approvalName: '', applicant: '' }] : [];
  if (name === 'summary' && i === 2) {
    const changed = instances.map((one) => ({ ...one, steps: [], status: 'APPROVED' as const }));
    return { tellsChanges: true, isEscalated: false, steps: [], instances: changed, count: 30 };
  }
  const note = { isEscalated: i === 1, steps, instances, count: 3 };
  return name === 'summary' && i === 0 ? { ...note, week: SAMPLE_WEEK } : note;
}

/** The figures of a week, as an overview shows them. */
export const SAMPLE_WEEK: WeekNote = {
  from: '11-16',
  to: '11-22',
  created: 12,
  decided: 9,
  median: '1 个工作日 2 小时',
  p90: '3 个工作日',
  before: { created: 15, decided: 11, median: '7 小时' },
  slowest: { approvalName: '采购申请', stepName: '财务', median: '1 个工作日' },
};

function inputsOf(status: Status, purpose: CardPurpose): CardInput[] {
  const full: CardInput = {
    status,
    changedAt: AT + 3 * HOUR_MS,
    instance: sampleInstance(status),
    instanceCode: INSTANCE,
    approvalCode: APPROVAL,
    approvalName: '采购申请',
    fields: FIELDS,
    names: {
      people: new Map([
        [ZHANG, '张三'],
        [LI, '李四'],
        [WANG, '王五'],
      ]),
      departments: new Map([['od-sample', '产品研发部']]),
    },
    mentions: [WANG],
    rings: true,
    purpose,
    template: '',
    locale: 'zh-CN',
    timezone: 'Asia/Shanghai',
    brand: 'feishu',
    appLink: 'https://applink.feishu.cn',
    asOf: AT + 3 * HOUR_MS,
    detail: 'full',
  };
  const bare: CardInput = {
    ...full,
    instance: {
      ...sampleInstance(status),
      serialNumber: '',
      applicant: '',
      departmentId: '',
      tasks: [],
      timeline: [],
      comments: [],
    },
    fields: [],
    names: { people: new Map(), departments: new Map() },
    mentions: [],
    locale: 'en-US',
  };
  const { instance: _instance, asOf: _asOf, ...unseen } = bare;
  return [full, bare, { ...unseen, approvalName: '' }];
}

const HOUR_MS = 3_600_000;
const AT = 1_795_500_000_000;
const INSTANCE = '81D31358-93AF-92D6-7425-01A5D67C4E71';
const APPROVAL = '7C468A54-8745-2245-9675-08B7C63E7A85';
const [ZHANG, LI, WANG] = ['ou_sample_zhang', 'ou_sample_li', 'ou_sample_wang'];

const FIELDS: readonly Field[] = [
  { id: 'w1', name: '采购事由', value: { kind: 'text', text: '新工位扩容\n六月入职 12 人' } },
  { id: 'w2', name: '采购金额', value: { kind: 'text', text: '¥23,800.00' } },
  { id: 'w3', name: '期望到货', value: { kind: 'text', text: '2026-12-05' } },
  { id: 'w4', name: '验收人', value: { kind: 'people', people: [LI, WANG] } },
  {
    id: 'w5',
    name: '使用部门',
    value: { kind: 'departments', departments: [{ id: 'od-x', name: '设计部' }] },
  },
  {
    id: 'w6',
    name: '关联审批',
    value: { kind: 'links', links: [{ text: '预算申请', instanceCode: INSTANCE }] },
  },
  {
    id: 'w7',
    name: '明细',
    value: {
      kind: 'table',
      columns: ['名称', '数量', '经办人'],
      rows: [
        [
          { kind: 'text', text: '显示器' },
          { kind: 'text', text: '8' },
          { kind: 'people', people: [ZHANG] },
        ],
        [{ kind: 'text', text: '配送' }, undefined, undefined],
      ],
    },
  },
];

function sampleInstance(status: Status): Instance {
  const isEnded = isFinal(status);
  const endedAt = AT + 3 * HOUR_MS;
  const task = { type: 'AND', startedAt: AT, endedAt: AT + HOUR_MS } as const;
  const entry = { others: [], taskId: '', nodeKey: '', comment: '' } as const;
  const last = LAST_ENTRY[status];
  return {
    instanceCode: INSTANCE,
    approvalCode: APPROVAL,
    approvalName: '采购申请',
    serialNumber: '202611240007',
    status: isEnded ? 'APPROVED' : 'PENDING',
    reverted: status === 'REVERTED',
    startedAt: AT,
    ...(isEnded ? { endedAt } : {}),
    applicant: ZHANG,
    departmentId: 'od-sample',
    form: [],
    tasks: [
      { ...task, id: '1', person: LI, status: 'APPROVED', nodeId: 'n1', nodeName: '部门主管' },
      isEnded && status !== 'OVERTIME_CLOSE'
        ? { ...task, id: '2', person: WANG, status: 'DONE', nodeId: 'n2', nodeName: '财务' }
        : {
            id: '2',
            person: WANG,
            status: 'PENDING',
            nodeId: 'n2',
            nodeName: '财务',
            type: 'OR',
            startedAt: AT,
          },
    ],
    comments: [{ person: ZHANG, text: '请尽快', at: AT + 2 * HOUR_MS }],
    timeline: [
      { ...entry, type: 'START', at: AT, person: ZHANG },
      { ...entry, type: 'TRANSFER', at: AT, person: WANG, others: [LI], taskId: '1', comment: '请代为审批' },
      { ...entry, type: 'PASS', at: AT + HOUR_MS, person: LI, taskId: '1', comment: '同意' },
      ...(last ? [{ ...entry, type: last, at: endedAt, person: WANG, taskId: '2', comment: '理由' }] : []),
    ],
  };
}

const LAST_ENTRY: Partial<Readonly<Record<Status, string>>> = {
  APPROVED: 'PASS',
  REJECTED: 'REJECT',
  CANCELED: 'CANCEL',
  REVERTED: 'CANCEL',
  DELETED: 'DELETE',
};
