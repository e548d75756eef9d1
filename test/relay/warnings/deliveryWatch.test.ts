import { describe, expect, it } from 'vitest';
import type { DeliveryEnd } from '../../../src/relay/context/observe.ts';
import { DeliveryWatch } from '../../../src/relay/warnings/deliveryWatch.ts';

function stage() {
  const standing = new Set<string>();
  const watch = new DeliveryWatch({
    raise: (warning) => void standing.add(`${warning.code} ${JSON.stringify(warning.ids)}`),
    over: (code, chat = '') => {
      for (const one of [...standing]) if (one.startsWith(code) && one.includes(chat)) standing.delete(one);
    },
  });
  const ended = (chat: string, end: Partial<DeliveryEnd>): void =>
    watch.deliveryEnded({
      eventId: 'e',
      kind: 'card',
      result: 'sent',
      reason: '',
      instanceCode: 'I',
      approvalCode: 'A',
      status: 'PENDING',
      chat,
      attempts: 1,
      detail: 'full',
      tookMs: 1,
      ...end,
    });
  return { ended, standing: () => [...standing] };
}

describe('a chat that takes nothing from the bot', () => {
  it('is named when it refuses, and until something gets through', () => {
    const { ended, standing } = stage();
    ended('oc_1', { result: 'parked', reason: 'chat-closed', code: 230002 });
    ended('oc_1', { result: 'parked', reason: 'chat-closed' });
    ended('oc_2', { result: 'sent' });
    expect(standing()).toEqual(['chat-closed {"chat":"oc_1","feishuCode":230002}']);
    ended('oc_1', { result: 'sent', code: 0 });
    expect(standing()).toEqual([]);
  });

  it('is the group that was to get something in the place of a person', () => {
    const { ended, standing } = stage();
    ended('ou_1', { instead: 'oc_1', result: 'parked', reason: 'chat-closed', code: 230002 });
    expect(standing()).toEqual(['chat-closed {"chat":"oc_1","feishuCode":230002}']);
    ended('oc_1', { result: 'sent', code: 0 });
    expect(standing()).toEqual([]);
  });

  it('is named while the bot may not speak there', () => {
    const { ended, standing } = stage();
    ended('oc_1', { result: 'retry', reason: 'retry', code: 230035 });
    expect(standing()).toEqual(['chat-held {"chat":"oc_1","feishuCode":230035}']);
    ended('oc_1', { result: 'parked', reason: 'chat-closed', code: 230002 });
    expect(standing()).toEqual(['chat-closed {"chat":"oc_1","feishuCode":230002}']);
  });

  it('is not one that is only over its limit, or whose card was refused', () => {
    const { ended, standing } = stage();
    ended('oc_1', { result: 'retry', reason: 'retry', code: 230020 });
    ended('oc_1', { result: 'parked', reason: 'refused', code: 230099 });
    ended('oc_1', { result: 'retry', reason: 'unknown' });
    expect(standing()).toEqual([]);
  });
});

describe('a person whom the bot cannot write to', () => {
  it('is named when Feishu refuses, and until something reaches the person', () => {
    const { ended, standing } = stage();
    ended('ou_1', { result: 'retry', reason: 'out-of-reach', code: 230013 });
    expect(standing()).toEqual(['person-unreachable {"person":"ou_1","feishuCode":230013}']);
    // What a group gets instead, and what notifies nobody, says nothing about the person.
    ended('ou_1', { instead: 'oc_1', result: 'sent', code: 0 });
    ended('ou_1', { kind: 'update', result: 'sent', code: 0 });
    expect(standing()).toHaveLength(1);
    ended('ou_1', { result: 'sent', code: 0 });
    expect(standing()).toEqual([]);
  });

  it('is named if it is parked, since no group is for it', () => {
    const { ended, standing } = stage();
    ended('ou_1', { result: 'parked', reason: 'refused', code: 230053 });
    expect(standing()).toEqual(['person-unreachable {"person":"ou_1","feishuCode":230053}']);
  });
});
