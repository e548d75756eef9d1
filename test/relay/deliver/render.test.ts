import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../src/approval/delivery.ts';
import { createDeliverContext } from '../../../src/relay/deliver/deliver.ts';
import type { DeliverContext } from '../../../src/relay/deliver/deliverContext.ts';
import { draftCard, render } from '../../../src/relay/deliver/render.ts';
import type { Request } from '../../../src/relay/deliver/request.ts';
import type { KnownInstance } from '../../../src/store/instances/changes.ts';
import { LI, ZHANG } from '../../cards/cards.ts';
import { sampleBase, sampleDelivery } from '../../support/sampleDelivery.ts';
import { approvalSettings, chatEntry } from '../../support/sampleSettings.ts';
import { snapshotOf } from '../../support/snapshotOf.ts';
import { POST, stage } from './stage.ts';

const NOW = 1_780_000_000_000;
const post: Request = { do: 'post' };

function known(more: Partial<KnownInstance> = {}, text = '显示器'): KnownInstance {
  const seen = {
    instance_code: 'I',
    approval_name: '采购',
    open_id: ZHANG,
    form: JSON.stringify([{ id: 'w1', name: '事由', type: 'input', value: text }]),
    task_list: [{ id: 't1', open_id: LI, status: 'PENDING', node_id: 'n1', node_name: '财务', type: 'AND' }],
  };
  const snapshot = snapshotOf(JSON.stringify(seen), 'I');
  return {
    status: 'PENDING',
    changedAt: NOW,
    knownBy: 'push',
    lookedAt: NOW,
    startedAt: null,
    ...more,
    snapshot,
  };
}

/** Renders a delivery while the store knows first this of its instance, and then that. */
async function cardOf(
  delivery: Delivery,
  first: KnownInstance,
  then = first,
  mode: 'live' | 'post' = 'post',
) {
  const { context: whole } = await stage(POST);
  const entry = chatEntry('oc_1', { mode, mention: ['approvers'] });
  const asked: string[][] = [];
  let state = first;
  const context: DeliverContext = {
    ...createDeliverContext(whole),
    store: {
      ...whole.store,
      work: { ...whole.store.work, knownInstance: async () => state },
    },
    people: {
      namesOf: async (people) => {
        asked.push([...people]);
        return { people: new Map([[ZHANG, '张三']]), departments: new Map() };
      },
    },
  };
  const place = { approval: approvalSettings('A', [entry]), entry };
  const draft = await draftCard(context, delivery, place);
  state = then;
  return { ...(await render(context, delivery, place, post, draft)), asked };
}

describe('the card of a delivery', () => {
  it('asks for everybody whose name it may show, once, before its turn', async () => {
    const { asked, content } = await cardOf(sampleDelivery(NOW), known());
    expect(asked).toEqual([[ZHANG, LI]]);
    expect(content).toContain('张三');
  });

  it('shows the newest look-up, even if that came while it waited for its turn', async () => {
    const { content } = await cardOf(sampleDelivery(NOW), known(), known({ lookedAt: NOW + 1 }, '键盘'));
    expect(content).toContain('键盘');
    expect(content).not.toContain('显示器');
  });

  it('of its own shows its change; one of a living card, or one that was held, the newest state', async () => {
    const ended = known({ status: 'APPROVED', changedAt: NOW + 1 });
    const own = await cardOf(sampleDelivery(NOW), ended);
    const held = await cardOf(sampleDelivery(NOW, { heldAt: NOW }), ended);
    const living = await cardOf(sampleDelivery(NOW), ended, ended, 'live');
    expect(own.content).toContain('待审批');
    for (const { content } of [held, living]) {
      expect(content).toContain('已通过');
      expect(content).not.toContain('待审批');
    }
  });

  it('says whom it rings', async () => {
    expect((await cardOf(sampleDelivery(NOW), known())).mentions).toEqual([LI]);
  });

  it('that lists changes shows each in the state that it is in now, and rings nobody', async () => {
    const found = [{ instanceCode: 'I', approvalCode: 'A', status: 'PENDING' as const }];
    const content = { of: 'found' as const, run: 'r1', found, count: 3 };
    const summary = { ...sampleBase(NOW), kind: 'summary' as const, content };
    const card = await cardOf(summary, known({ status: 'APPROVED', changedAt: NOW + 1 }));
    expect(card.content).toContain('已通过');
    expect(card.mentions).toEqual([]);
  });
});
