import type { LabelWord } from '../labels.ts';

/** The role of a part of a group: how to read it, and its label if the form has none. */
export interface Role {
  readonly type: string;
  readonly word: LabelWord;
  /** About a person's health or family: not for a group, unless the configuration shows it. */
  readonly delicate?: true;
}

/** The ends and the length of one span of time; together they make one field. */
export type SpanPart = 'start' | 'end' | 'interval' | 'unit';

/**
 * The part that a member of a group is, by the member's name. One part has several names: plain in
 * older groups (`start`), as the id of a child widget in newer ones (`widgetLeaveGroupStartTime`,
 * `widgetRemedyGroupV2BatchRemedyDate`). Sources: see readGroup.
 */
export function partOf(member: string): string {
  return member
    .replace(/^widget/i, '')
    .replace(/^(leave|work|out|trip|remedy|shift)group(v\d+)?/i, '')
    .replace(/^(batch|detail)(?=remedy|clock|start|end|type|interval|categor)/i, '')
    .toLowerCase()
    .replace(/[_\s-]/g, '');
}

export function spanPartOf(part: string): SpanPart | undefined {
  const [, end] =
    /^(?:leave|work|overtime|out|trip|shift)?(start|begin|end)(?:time|date|datetime)?$/.exec(part) ?? [];
  if (end !== undefined) return end === 'end' ? 'end' : 'start';
  return part === 'interval' || part === 'unit' ? part : undefined;
}

/** Switches and numbers of the attendance system, which are meaningless to a reader. */
export function isSilent(part: string): boolean {
  return ['timezoneoffset', 'punchno', 'enablebatchremedy'].includes(part);
}

export function partRole(part: string, groupType: string): Role | undefined {
  if (part === 'name' || part === 'type') return { type: 'radioV2', word: typeWord(groupType) };
  if (/^(?:leave|work|overtime|out|trip|shift|remedy)?reason$/.test(part)) {
    return isLeave(groupType)
      ? { type: 'textarea', word: 'leaveReason', delicate: true }
      : { type: 'textarea', word: 'reason' };
  }
  if (part === 'date' && /remedy/i.test(groupType)) return ROLES.get('remedydate');
  return ROLES.get(part);
}

export function isLeave(groupType: string): boolean {
  return /leavegroup/i.test(groupType);
}

function typeWord(groupType: string): LabelWord {
  if (isLeave(groupType)) return 'leaveType';
  if (/work/i.test(groupType)) return 'workType';
  if (/out/i.test(groupType)) return 'outType';
  return /remedy/i.test(groupType) ? 'remedyType' : 'field';
}

const ROLES: ReadonlyMap<string, Role> = new Map<string, Role>([
  ['leavecertification', { type: 'image', word: 'proof', delicate: true }],
  ['image', { type: 'image', word: 'image' }],
  ['feedingarrivinglate', { type: 'radioV2', word: 'lateArrival' }],
  ['feedingoffleaveearly', { type: 'radioV2', word: 'earlyLeave' }],
  ['feedingrestdaily', { type: 'input', word: 'dailyRest' }],
  ['overtimeworkers', { type: 'contact', word: 'workers' }],
  ['timerangefieldlist', { type: 'fieldList', word: 'timeRanges' }],
  ['timerange', { type: 'fieldList', word: 'timeRanges' }],
  ['timeranges', { type: 'fieldList', word: 'timeRanges' }],
  ['detail', { type: 'fieldList', word: 'details' }],
  ['batchdetail', { type: 'fieldList', word: 'table' }],
  ['rule', { type: 'radioV2', word: 'rule' }],
  ['category', { type: 'radioV2', word: 'dayType' }],
  ['time', { type: 'date', word: 'remedyTime' }],
  ['date', { type: 'date', word: 'date' }],
  ['remedydate', { type: 'date', word: 'remedyDate' }],
  ['remedytime', { type: 'date', word: 'remedyTime' }],
  ['remedytype', { type: 'radioV2', word: 'remedyType' }],
  ['clocktime', { type: 'date', word: 'clockTime' }],
  ['shifttime', { type: 'date', word: 'shiftTime' }],
  ['returntime', { type: 'date', word: 'returnTime' }],
  ['schedule', { type: 'fieldList', word: 'schedule' }],
  ['departure', { type: 'address', word: 'departure' }],
  ['destination', { type: 'address', word: 'destination' }],
  ['transport', { type: 'radioV2', word: 'transport' }],
  ['oneround', { type: 'radioV2', word: 'oneRound' }],
  ['remark', { type: 'textarea', word: 'remark' }],
  ['peer', { type: 'contact', word: 'companions' }],
]);
