import { describe, expect, it } from 'vitest';
import { instanceLinks } from '../../src/approval/appLink.ts';

const feishu = { brand: 'feishu', appLink: 'https://applink.feishu.cn' } as const;
const code = '81D31358-93AF-92D6-7425-01A5D67C4E71';

describe('the links to an instance', () => {
  it('are those of the documentation', () => {
    expect(instanceLinks('7418929504369377284', feishu)).toEqual({
      mobile:
        'https://applink.feishu.cn/client/mini_program/open?appId=cli_9cb844403dbb9108&path=pages%2Fdetail%2Findex%3FinstanceId%3D7418929504369377284',
      pc: 'https://applink.feishu.cn/client/mini_program/open?appId=cli_9cb844403dbb9108&mode=sidebar-semi&path=pages%2Fdetail%2Findex%3FinstanceId%3D7418929504369377284',
    });
  });

  it('name Lark’s own approval app', () => {
    const { mobile, pc } = instanceLinks(code, { brand: 'lark', appLink: 'https://applink.larksuite.com' });
    for (const link of [mobile, pc]) {
      expect(link).toMatch(/^https:\/\/applink\.larksuite\.com\/.*appId=cli_9c7cc8a9a9edd105&/);
      expect(new URL(link).searchParams.get('path')).toBe(`pages/detail/index?instanceId=${code}`);
    }
  });

  it('never hold a code that is none', () => {
    for (const bad of ['', 'a b', '../../x', 'x&appId=evil', 'x'.repeat(65)]) {
      const { mobile } = instanceLinks(bad, feishu);
      expect(new URL(mobile).searchParams.get('path')).toBe('pages/approval-list/index?selectIndex=0');
    }
  });
});
