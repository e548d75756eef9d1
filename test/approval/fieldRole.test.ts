import { describe, expect, it } from 'vitest';
import type { Field } from '../../src/approval/field.ts';
import { distinctionOf } from '../../src/approval/fieldRole.ts';
import { LOCALES } from '../../src/approval/locale.ts';
import { readSampleApproval } from '../../src/cards/check/sampleApprovals.ts';
import { chooseFields } from '../../src/feishu/form/form.ts';

const field = (name: string, text: string, first?: number): Field => ({
  id: name,
  name,
  value: { kind: 'text', text },
  ...(first === undefined ? {} : { first }),
});

describe('what distinguishes a request', () => {
  it.each([
    ['purchase', '设计组更换显示器', '¥22,768.00', {}],
    ['travel', '拜访客户并参加行业展会', '¥6,800.00', {}],
    ['leave', '年假 2026-12-01 09:00 至 2026-12-03 18:00（3 天）', '', { kind: '年假' }],
    ['payment', '五月办公设备尾款', '¥41,600.50', {}],
    ['onboarding', '郭子涵', '2026-12-01', {}],
  ] as const)('of a %s it is its own', (name, what, extent, kind) => {
    const { instance, definitions } = readSampleApproval(name, 'zh-CN');
    const reading = { timezone: 'Asia/Shanghai', locale: 'zh-CN', definitions } as const;
    const fields = chooseFields(instance.form, reading, { hide: [], mask: [], show: [] });
    expect(distinctionOf(fields)).toEqual({ what, extent, ...kind });
  });

  it('is there in every language for every approval that has a form', () => {
    for (const locale of LOCALES) {
      for (const name of [
        'purchase',
        'travel',
        'leave',
        'contract',
        'seal',
        'overtime',
        'reimbursement',
      ] as const) {
        const { instance, definitions } = readSampleApproval(name, locale);
        const fields = chooseFields(
          instance.form,
          { timezone: 'Asia/Shanghai', locale, definitions },
          { hide: [], mask: [], show: [] },
        );
        expect(distinctionOf(fields).what, `${name} ${locale}`).not.toBe('');
      }
    }
  });

  it('holds nothing that the rules for fields hide or mask', () => {
    const { instance, definitions } = readSampleApproval('purchase', 'zh-CN');
    const reading = { timezone: 'Asia/Shanghai', locale: 'zh-CN', definitions } as const;
    const rules = { hide: ['采购金额'], mask: ['采购事由', '供应商'], show: [] };
    const { what, extent } = distinctionOf(chooseFields(instance.form, reading, rules));
    expect(`${what} ${extent}`).not.toMatch(/显示器|22,768|京东|•|\*/);
  });

  it('is the first of the key fields, if the configuration names them', () => {
    const fields = [field('事由', '办公用品'), field('项目', '西二旗', 0), field('金额', '¥5.00', 1)];
    expect(distinctionOf(fields)).toEqual({ what: '西二旗', extent: '¥5.00' });
  });

  it('counts what is asked for before a budget and a tax, then the total, and an amount in a currency before a number', () => {
    const amounts = (...names: string[]): Field[] => names.map((name, i) => field(name, `¥${i + 1}.00`));
    expect(distinctionOf(amounts('预算', '含税合计')).what).toBe('¥2.00');
    expect(distinctionOf(amounts('含税合计', '付款金额')).what).toBe('¥2.00');
    expect(distinctionOf(amounts('Budget', 'Tax', 'Total with tax', 'Unit price')).what).toBe('¥3.00');
    expect(distinctionOf([field('单价', '¥5.00'), field('总额', '¥50.00')]).what).toBe('¥50.00');
    expect(distinctionOf([field('含税合计', '44,096.53'), field('付款金额', '¥41,600.50')]).what).toBe(
      '¥41,600.50',
    );
  });
});
