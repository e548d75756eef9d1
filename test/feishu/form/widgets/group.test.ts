import { describe, expect, it } from 'vitest';
import { shown, whole } from '../readShown.ts';

const START = '2026-11-20T00:00:00+08:00';
const END = '2026-11-21T00:00:00+08:00';

describe('a leave', () => {
  const object = { name: '年假', start: START, end: END, interval: 2.0 };
  const children = [
    {
      id: 'widgetLeaveGroupType',
      type: 'radioV2',
      value: '7138673249737506817',
      option: { key: '7138673249737506817', text: '病假' },
    },
    { id: 'widgetLeaveGroupStartTime', type: 'date', value: '2026-11-20T09:00:00+08:00' },
    { id: 'widgetLeaveGroupEndTime', type: 'date', value: '2026-11-20T12:00:00+08:00' },
    { id: 'widgetLeaveGroupInterval', type: 'radioV2', value: '3' },
    { id: 'widgetLeaveGroupUnit', type: 'radioV2', value: 'HOUR' },
    { id: 'widgetLeaveGroupReason', name: '说说原因', type: 'textarea', value: '复查' },
    { id: 'widgetLeaveCertification', type: 'image', value: ['https://x.cn/?code=1'], ext: '诊断证明.jpg' },
  ];

  it('of the old group', () => {
    expect(shown([{ id: 'w', type: 'leaveGroup', value: object }])).toEqual({
      假期类型: '年假',
      时间: '2026-11-20 至 2026-11-21（2 天）',
    });
  });

  it.each(['leaveGroupV2', 'widgetLeaveGroupV2'])('of %s as an object, the reason hidden', (type) => {
    const value = {
      ...object,
      end: START,
      interval: 0.5,
      unit: 'HALF_DAY',
      reason: '看病',
      timezoneOffset: -480,
    };
    expect(shown([{ id: 'w', type, value }])).toEqual({
      假期类型: '年假',
      时间: '2026-11-20 上午 至 2026-11-20 上午（0.5 天）',
    });
    expect(whole([{ id: 'w', type, value }])).toMatchObject({ 请假事由: '看病' });
  });

  it('made by API, reason and proof hidden', () => {
    expect(shown([{ id: 'w', type: 'leaveGroupV2', value: children }])).toEqual({
      假期类型: '病假',
      时间: '2026-11-20 09:00 至 2026-11-20 12:00（3 小时）',
    });
    expect(whole([{ id: 'w', type: 'leaveGroupV2', value: JSON.stringify(children) }])).toMatchObject({
      说说原因: '复查',
      证明: '诊断证明.jpg',
    });
  });

  it('keyed by the ids of its children', () => {
    const value = Object.fromEntries(children.map((child) => [child.id, child.value]));
    expect(
      shown([{ id: 'w', type: 'leaveGroupV2', value: { ...value, widgetLeaveGroupType: '病假' } }]),
    ).toEqual({
      假期类型: '病假',
      时间: '2026-11-20 09:00 至 2026-11-20 12:00（3 小时）',
    });
  });

  it('never shows the id of an unknown type of leave', () => {
    const [type] = children.map(({ option, ...child }) => child);
    expect(shown([{ id: 'w', type: 'leaveGroupV2', value: [type] }])).toEqual({});
  });

  it.each(['请假事由', 'Reason for leave', 'widgetLeaveGroupReason', '请假', 'w'])(
    'shows the reason if %s is shown',
    (name) => {
      const form = [
        {
          id: 'w',
          name: '请假',
          type: 'leaveGroupV2',
          value: children.map(({ name: _, ...child }) => child),
        },
      ];
      expect(shown(form, {}, { show: [name] })).toMatchObject({ 请假事由: '复查' });
    },
  );
});

describe('the other groups of the attendance system', () => {
  it('overtime, old', () => {
    const value = {
      name: '加班费',
      start: '2026-11-20T19:00:00+08:00',
      end: '2026-11-20T21:00:00+08:00',
      interval: 0.25,
      reason: '上线',
    };
    expect(shown([{ id: 'w', type: 'workGroup', value }])).toEqual({
      加班类型: '加班费',
      时间: '2026-11-20 19:00 至 2026-11-20 21:00（2 小时）',
      事由: '上线',
    });
  });

  it.each<[string, number, string]>([
    ['hours', 2, '2 小时'],
    ['hours, without a break', 1.5, '1.5 小时'],
    ['days of eight hours', 0.25, '2 小时'],
    ['minutes', 120, '2 小时'],
    ['what fits in no unit', 999, '999'],
  ])('overtime that names no unit: %s', (_, interval, expected) => {
    const timeRange = [{ start: '2026-11-20T19:00:00+08:00', end: '2026-11-20T21:00:00+08:00' }];
    expect(shown([{ id: 'w', type: 'workGroup', value: { timeRange, interval } }])).toEqual({
      加班时段: '时间\n2026-11-20 19:00 至 2026-11-20 21:00',
      时长: expected,
    });
  });

  it('overtime of several people and periods', () => {
    const period = (day: number) => [
      { id: 'widgetWorkGroupStartTime', type: 'date', value: `2026-11-${day}T19:00:00+08:00` },
      { id: 'widgetWorkGroupEndTime', type: 'date', value: `2026-11-${day}T21:00:00+08:00` },
    ];
    const value = [
      {
        id: 'widgetWorkGroupOvertimeWorkers',
        type: 'contact',
        value: ['f8ca557e'],
        open_ids: ['ou_1', 'ou_2'],
      },
      { id: 'widgetWorkGroupType', type: 'radioV2', value: '7259635026038505475' },
      { id: 'widgetWorkGroupTimeRangeFieldList', type: 'fieldList', value: [period(20), period(21)] },
      { id: 'widgetWorkGroupReason', type: 'textarea', value: '上线' },
    ];
    expect(shown([{ id: 'widgetWorkGroup', type: 'workGroup', value }])).toEqual({
      加班人: '[ou_1][ou_2]',
      加班时段: '时间\n2026-11-20 19:00 至 2026-11-20 21:00\n2026-11-21 19:00 至 2026-11-21 21:00',
      事由: '上线',
    });
  });

  it('a correction', () => {
    expect(
      shown([{ id: 'w', type: 'remedyGroup', value: { time: '2026-11-20T08:12:01+08:00', reason: '忘了' } }]),
    ).toEqual({
      补卡时间: '2026-11-20 08:12',
      事由: '忘了',
    });
    const value = {
      widgetRemedyGroupV2RemedyDate: { text: '2026-11-20', value: '1795104000000' },
      widgetRemedyGroupV2RemedyTime: { text: '2026-11-20 09:00' },
      widgetRemedyGroupV2ClockTime: { text: '未打卡', value: '' },
      widgetRemedyGroupV2Reason: '忘了',
      punchNo: 0,
      enableBatchRemedy: false,
    };
    expect(shown([{ id: 'w', type: 'remedyGroupV2', value }])).toEqual({
      补卡日期: '2026-11-20',
      补卡时间: '2026-11-20 09:00',
      打卡记录: '未打卡',
      事由: '忘了',
    });
  });

  it('many corrections', () => {
    const detail = (day: number) => ({
      widgetRemedyGroupV2BatchRemedyDate: `2026-11-${day}`,
      widgetRemedyGroupV2BatchRemedyTime: `2026-11-${day}T09:00:00+08:00`,
      widgetRemedyGroupV2BatchClockTime: { text: '未打卡' },
    });
    const value = { enableBatchRemedy: true, widgetRemedyGroupV2BatchDetail: [detail(19), detail(20)] };
    expect(shown([{ id: 'w', type: 'remedyGroupV2', value }])).toEqual({
      明细: '补卡日期 | 补卡时间 | 打卡记录\n2026-11-19 | 2026-11-19 09:00 | 未打卡\n2026-11-20 | 2026-11-20 09:00 | 未打卡',
    });
  });

  it('a swap of shifts', () => {
    const value = { shiftTime: START, returnTime: END, reason: '家事' };
    const expected = { 换班时间: '2026-11-20', 对调日期: '2026-11-21', 事由: '家事' };
    expect(shown([{ id: 'w', type: 'shiftGroup', value }])).toEqual(expected);
    expect(shown([{ id: 'w', type: 'shiftGroupV2', value }])).toEqual(expected);
  });

  it('a trip', () => {
    const journey = {
      start: '2026-11-20T00:00:00Z+08:00',
      end: '2026-11-21T00:00:00Z+08:00',
      interval: 2,
      departure: '中国/北京',
      destination: '中国/上海',
      transport: '飞机',
      oneRound: '往返',
      remark: '',
    };
    const value = {
      schedule: [journey, { ...journey, remark: '夜班' }],
      interval: 2.0,
      reason: '拜访',
      peer: ['f7cb567e'],
    };
    expect(shown([{ id: 'w', name: '出差', type: 'tripGroup', value }])).toEqual({
      行程:
        '时间 | 出发地 | 目的地 | 交通工具 | 单程/往返 | 备注\n' +
        '2026-11-20 至 2026-11-21（2 天） | 中国/北京 | 中国/上海 | 飞机 | 往返 | \n' +
        '2026-11-20 至 2026-11-21（2 天） | 中国/北京 | 中国/上海 | 飞机 | 往返 | 夜班',
      时长: '2 天',
      事由: '拜访',
      同行人: '1 人',
    });
  });

  it('an outing, as a list and as an object', () => {
    const children = [
      {
        id: 'widgetOutGroupType',
        type: 'radioV2',
        value: 'me15yqrf-gmjgbml2vhp-0',
        option: { key: 'me15yqrf-gmjgbml2vhp-0', text: '见客户' },
      },
      { id: 'widgetOutGroupStartTime', type: 'date', value: '2026-11-20T00:00:00+08:00' },
      { id: 'widgetOutGroupEndTime', type: 'date', value: '2026-11-20T12:00:00+08:00' },
      { id: 'widgetOutGroupUnit', type: 'radioV2', value: 'HALFDAY' },
      { id: 'widgetOutGroupInterval', type: 'radioV2', value: '1' },
      { id: 'widgetOutGroupReason', type: 'textarea', value: '签约' },
      { id: 'widgetOutGroupImage', type: 'image', value: ['D93653C3-2609-4EE0-8041-61DC1D84F0B5'] },
    ];
    const period = '2026-11-20 上午 至 2026-11-20 下午（1 天）';
    expect(shown([{ id: 'widgetOutGroup', type: 'outGroup', value: children }])).toEqual({
      外出类型: '见客户',
      时间: period,
      事由: '签约',
      图片: '1 张图片',
    });
    const object = Object.fromEntries(children.slice(1).map((child) => [child.id, child.value]));
    expect(shown([{ id: 'widgetOutGroup', type: 'outGroup', value: object }])).toMatchObject({
      时间: period,
      事由: '签约',
    });
  });
});

describe('a group without a known sample', () => {
  it('is read by the types of its children', () => {
    const value = [
      { id: 'widget17', name: '入职日期', type: 'date', value: START },
      { id: 'widget18', name: '@i18n@abc', type: 'input', value: '工程师' },
    ];
    expect(shown([{ id: 'w', type: 'apaascorehrOnboardingGroup', value }])).toEqual({
      入职日期: '2026-11-20',
      字段: '工程师',
    });
  });

  it('is read by the names of its members', () => {
    const value = { 职位: '工程师', employeeId: 'e1', phone: '13122225678', url: 'https://x.cn/?code=1' };
    expect(shown([{ id: 'w', type: 'apaascorehrOffboardingGroup', value }])).toEqual({
      职位: '工程师',
      phone: '****5678',
    });
  });

  it('sends the reader to the approval if nothing can be read', () => {
    expect(shown([{ id: 'w', name: '引用', type: 'mutableGroup', value: [{ recordId: 'r1' }] }])).toEqual({
      引用: '请在审批中查看',
    });
  });
});
