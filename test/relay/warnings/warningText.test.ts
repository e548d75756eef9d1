import { describe, expect, it } from 'vitest';
import { INTAKE_FAULTS, subjectOf, WARNING_CODES, type Warning } from '../../../src/approval/warning.ts';
import { warningText } from '../../../src/relay/warnings/warningText.ts';

const NETWORK_FAILURES = [
  'dns',
  'refused',
  'unreachable',
  'timeout',
  'tls',
  'bad-proxy',
  'proxy-login',
  'proxy',
  'cut',
  'not-feishu',
];

const ONE_OF_EACH: readonly Warning[] = [
  ...(['app-id', 'secret', 'either'] as const).map((part) => ({
    code: 'credentials-refused' as const,
    ids: { feishuCode: 10014, part },
  })),
  { code: 'app-disabled', ids: { feishuCode: 99991662 } },
  { code: 'bot-disabled', ids: { feishuCode: 230006 } },
  { code: 'ip-not-allowed', ids: { feishuCode: 99991401 } },
  { code: 'quota-used-up', ids: { feishuCode: 99991403 } },
  ...NETWORK_FAILURES.flatMap((cause) =>
    [false, true].map((everReached) => ({
      code: 'feishu-unreachable' as const,
      ids: { cause, everReached },
    })),
  ),
  { code: 'feishu-unreachable', ids: { cause: 'something new', everReached: false } },
  { code: 'scope-missing', ids: { api: 'message.create', scopes: ['im:message', 'im:message:send_as_bot'] } },
  { code: 'scope-missing', ids: { api: 'instance.get', scopes: [] } },
  { code: 'approval-not-subscribed', ids: { approval: 'A-1', feishuCode: 99991672 } },
  { code: 'approval-not-subscribed', ids: { approval: 'A-1' } },
  { code: 'approval-unknown', ids: { approval: 'A-1' } },
  { code: 'approval-deleted', ids: { approval: 'A-1' } },
  { code: 'approval-name-differs', ids: { approval: 'A-1' } },
  ...INTAKE_FAULTS.map((cause) => ({ code: 'events-refused' as const, ids: { cause } })),
  { code: 'never-pushed', ids: { approvals: ['A-1', 'A-2'] } },
  { code: 'tasks-never-pushed', ids: { approvals: ['A-1'] } },
  { code: 'intake-down', ids: {} },
  { code: 'chat-closed', ids: { chat: 'oc_1', feishuCode: 230002 } },
  { code: 'chat-held', ids: { chat: 'oc_1', feishuCode: 230035 } },
  { code: 'bot-not-in-chat', ids: { chat: 'oc_1' } },
  { code: 'person-unreachable', ids: { person: 'ou_1', feishuCode: 230013 } },
  { code: 'person-refused', ids: { person: 'ou_1', feishuCode: 99992351 } },
  ...['refused', 'private-address', 'redirect', 'http-401', 'http-500'].map((cause) => ({
    code: 'hook-failing' as const,
    ids: { hook: 'erp', cause },
  })),
  { code: 'card-simplified', ids: { template: 'pending', feishuCode: 230099, detail: 'plain' } },
  { code: 'template-broken', ids: { template: 'pending' } },
  ...[1, 2, 3].flatMap((problems) => [
    { code: 'config-not-taken' as const, ids: { problems } },
    { code: 'config-not-taken' as const, ids: { problems, first: 'relay.yaml:12:5' } },
  ]),
  { code: 'config-needs-restart', ids: { keys: ['server.port'] } },
  { code: 'config-differs', ids: {} },
  { code: 'calendar-ends', ids: { ends: '2026-12-31', isOver: false } },
  { code: 'clock-jumped', ids: { aheadMs: 86_400_000 } },
  { code: 'clock-differs', ids: { aheadMs: -180_000 } },
  { code: 'store-clock-differs', ids: { aheadMs: 90_000 } },
];

describe('what a warning says', () => {
  it('covers every kind', () => {
    expect(new Set(ONE_OF_EACH.map(({ code }) => code))).toEqual(new Set(WARNING_CODES));
  });

  it.each(ONE_OF_EACH)('$code: a whole sentence and a remedy, in both languages', (warning) => {
    const { message, remedy } = warningText(warning);
    for (const { en, zh } of [message, remedy]) {
      expect(en).toMatch(/^[A-Z].*[.]$/s);
      expect(zh).toMatch(/[\u4e00-\u9fff].*。$/s);
      for (const text of [en, zh]) expect(text).not.toMatch(/undefined|NaN|\[object/);
    }
    for (const text of Object.values(message)) expect(text).toContain(subjectOfId(warning));
  });
});

/** What it is about is named, if that is an id. */
function subjectOfId(warning: Warning): string {
  return warning.code === 'events-refused' ? '' : (subjectOf(warning).split(' ')[0] ?? '');
}
