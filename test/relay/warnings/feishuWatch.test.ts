import { describe, expect, it } from 'vitest';
import { subjectOf } from '../../../src/approval/warning.ts';
import type { Trouble } from '../../../src/feishu/client/troubles.ts';
import { FeishuWatch } from '../../../src/relay/warnings/feishuWatch.ts';

const ANY = {
  why: 'Why.',
  remedy: { en: 'Do.', zh: '请处理。' },
  logId: '',
  since: 1,
  scopes: [],
  isFirst: false,
};
const REFUSED: Trouble = { ...ANY, code: 'credentials-refused', feishuCode: 10014 };
const NO_SCOPE: Trouble = {
  ...ANY,
  code: 'scope-missing',
  api: 'message.create',
  feishuCode: 99991672,
  scopes: ['im:message'],
  why: 'Access denied.',
};

function stage(...before: string[]) {
  const standing = new Set(before);
  const watch = new FeishuWatch({
    raise: (warning) => void standing.add(`${warning.code} ${subjectOf(warning)}`.trim()),
    over: (code, subject = '') => {
      for (const one of [...standing]) if (one === `${code} ${subject}`.trim()) standing.delete(one);
    },
  });
  return { watch, standing: () => [...standing] };
}

describe('what keeps calls to Feishu from succeeding', () => {
  it('is named while it lasts', () => {
    const { watch, standing } = stage();
    watch.troublesAre([REFUSED]);
    watch.troublesAre([REFUSED, NO_SCOPE]);
    expect(standing()).toEqual(['credentials-refused', 'scope-missing message.create']);
    watch.troublesAre([NO_SCOPE]);
    expect(standing()).toEqual(['scope-missing message.create']);
    watch.troublesAre([]);
    expect(standing()).toEqual([]);
  });

  it('is not a scope without which a card only shows less', () => {
    const { watch, standing } = stage();
    watch.troublesAre([{ ...NO_SCOPE, api: 'user.batch' }]);
    expect(standing()).toEqual([]);
  });

  it('is over when an answer disproves it, though an earlier process named it', () => {
    const { watch, standing } = stage(
      'feishu-unreachable',
      'credentials-refused',
      'quota-used-up',
      'bot-disabled',
      'scope-missing message.create',
      'scope-missing instance.get',
    );
    watch.answered('instance.get', 'none');
    expect(standing()).toHaveLength(6);
    watch.answered('instance.get', '99991672');
    expect(standing()).not.toContain('feishu-unreachable');
    expect(standing()).toContain('credentials-refused');
    watch.answered('message.create', '230002');
    expect(standing()).toEqual(['quota-used-up', 'bot-disabled', 'scope-missing instance.get']);
    watch.answered('message.create', '0');
    expect(standing()).toEqual(['scope-missing instance.get']);
    watch.answered('instance.get', '0');
    expect(standing()).toEqual([]);
  });
});
