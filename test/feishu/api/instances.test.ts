import { describe, expect, it } from 'vitest';
import { judgeChange } from '../../../src/approval/change.ts';
import { impliedChange } from '../../../src/approval/impliedChange.ts';
import { readInstance } from '../../../src/feishu/api/instances.ts';

const NOW = 1_780_000_000_000;

describe('an instance from Feishu', () => {
  it.each([NOW * 1_000, 9_007_199_254_740_991])(
    'has no time like %d: it would outlast every later change',
    (odd) => {
      const comment_list = [{ comment: 'ok', create_time: String(odd) }];
      const seen = readInstance({ status: 'APPROVED', start_time: String(NOW), comment_list }, 'I1');
      const found = impliedChange(seen, undefined, NOW);
      expect(found).toEqual({ status: 'APPROVED', changedAt: NOW });
      const revoked = {
        instanceCode: 'I1',
        approvalCode: 'A1',
        status: 'REVERTED',
        changedAt: NOW + 60_000,
      } as const;
      expect(found && judgeChange({ ...found, knownBy: 'lookup' }, revoked)).toBe('news');
    },
  );
});
