import { REMIND, waitsOf } from '../../approval/reminder.ts';
import { isAmong } from '../../approval/silence.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import type { AppliedPress, PressedCard } from '../../store/reminders/presses.ts';
import { wantedReminders } from '../routing/reminderTargets.ts';
import { type RemindContext, unlessFeishuIsAway } from './remindContext.ts';

const BATCH = 100;

/** Moves the reminders of cards whose buttons were pressed, and queues updates of the cards. */
export async function applyPresses(context: RemindContext): Promise<void> {
  const { store, clock, worker } = context;
  const { work } = store;
  const pressed = await work.pressedCards(BATCH);
  if (pressed.length === 0) return;
  for (const card of pressed) {
    const applied = await appliedTo(context, card).catch(unlessFeishuIsAway);
    if (!applied) continue;
    await work.applyPress(card, applied, clock.now());
    worker.wakeDeliver([card.chat]);
  }
}

async function appliedTo(context: RemindContext, card: PressedCard): Promise<AppliedPress> {
  const { settings, store } = context;
  const { instance, approval, messageId } = card;
  const known = await store.work.knownInstance(instance);
  if (!known) return { wanted: [], update: undefined };
  const seen = known.snapshot?.instance;
  const wanted = await wantedReminders(context, approvalFor(settings, approval), seen, {
    ...known,
    instanceCode: instance,
  });
  const open = waitsOf(seen, known).filter((wait) => isAmong(card.steps, wait));
  const { status, changedAt } = known;
  const steps = open.map((wait) => ({ ...wait, count: 0 }));
  return {
    wanted,
    update:
      steps.length === 0 ? undefined : { status, changedAt, content: { rule: REMIND, steps, messageId } },
  };
}
