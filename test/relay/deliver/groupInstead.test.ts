import { expect, it } from 'vitest';
import { FeishuError } from '../../../src/feishu/client/error.ts';
import { groupInstead } from '../../../src/relay/deliver/groupInstead.ts';
import type { ApprovalSettings, ChatEntry } from '../../../src/settings/settings.ts';
import { sampleBase } from '../../support/sampleDelivery.ts';
import { approvalSettings, chatEntry } from '../../support/sampleSettings.ts';

const PERSON = chatEntry('ou_boss', { chat: { id: 'ou_boss', idType: 'open_id' } });

/** Which group gets a reminder of the step `legal` that Feishu refuses to send by this entry. */
function instead(groups: readonly ChatEntry[], entry = PERSON, code = 230013, hinders?: FeishuError) {
  const approval = approvalSettings('A', [PERSON, ...groups]);
  const step = { step: 't1', person: 'ou_li', node: '法务', nodeId: 'legal', since: 0, count: 1 };
  const content = { rule: 'remind', steps: [step] };
  const change = { instanceCode: 'I', status: 'PENDING', changedAt: 0 } as const;
  const delivery = { ...sampleBase(0), ...change, kind: 'reminder', content } as const;
  const store = { work: { knownInstance: async () => undefined } };
  const routing = {
    holding: async (all: ApprovalSettings) => {
      if (hinders) throw hinders;
      return all;
    },
  };
  return groupInstead(
    { store, routing } as unknown as Parameters<typeof groupInstead>[0],
    { delivery, place: { approval, entry }, request: { do: 'post' } },
    new FeishuError('out of reach', { code }),
  );
}

it('a reminder for a person out of reach goes to a group that hears of the step that it is about', async () => {
  const finance = chatEntry('oc_finance', { stage: ['财务'] });
  const legal = chatEntry('oc_legal', { stage: ['legal'] });
  const whole = chatEntry('oc_whole');
  expect(await instead([finance, legal, whole])).toEqual({ chat: 'oc_legal' });
  expect(await instead([finance, whole])).toEqual({ chat: 'oc_whole' });
  expect(await instead([finance])).toEqual({});
});

it('what a group refuses, or what is refused for something else, goes nowhere else', async () => {
  const whole = chatEntry('oc_whole');
  expect(await instead([whole], whole)).toEqual({});
  expect(await instead([whole], PERSON, 230002)).toEqual({});
});

it('while the conditions of the groups cannot be asked for, it waits; what a person must mend parks it', async () => {
  const whole = chatEntry('oc_whole');
  const busy = new FeishuError('too many', { code: 99991400, status: 429 });
  const noScope = new FeishuError('no scope', { code: 99991672 });
  expect((await instead([whole], PERSON, 230013, busy)).failure).toMatchObject({
    code: 99991400,
    reached: 'no',
  });
  expect(await instead([whole], PERSON, 230013, noScope)).toEqual({});
});
