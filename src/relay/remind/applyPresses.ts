import { REMIND, waitsOf } from '../../approval/reminder.ts';
import { isAmong, pressedSilence } from '../../approval/silence.ts';
import { isFinal } from '../../approval/status.ts';
import type { Clock } from '../../base/clock.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Changes } from '../../store/instances/changes.ts';
import type { PressedCard, PressedCards } from '../../store/reminders/presses.ts';
import type { Silences } from '../../store/silences.ts';
import { type WithRouting, wantedReminders } from '../routing/reminderTargets.ts';

export interface ApplyPressesParts extends Pick<WithRouting, 'routing'> {
  readonly settings: Settings;
  readonly work: PressedCards & Pick<Silences, 'silences'> & Pick<Changes, 'knownInstance'>;
  readonly clock: Clock;
  readonly onComposed: (chats: readonly string[]) => void;
}

const BATCH = 100;

/** Moves the reminders of cards whose buttons were pressed, and has the cards brought up to date. Says whether there were any. */
export async function applyPresses(parts: ApplyPressesParts): Promise<boolean> {
  const { work, clock, onComposed } = parts;
  const pressed = await work.pressedCards(BATCH);
  if (pressed.length === 0) return false;
  const silences = await work.silences(clock.now());
  for (const card of pressed) {
    await work.applyPress(card, await appliedTo(parts, card, silences), clock.now());
    onComposed([card.chat]);
  }
  return true;
}

async function appliedTo(
  parts: ApplyPressesParts,
  card: PressedCard,
  silences: Awaited<ReturnType<Silences['silences']>>,
): Promise<Parameters<PressedCards['applyPress']>[1]> {
  const { settings, work } = parts;
  const { instance, approval, chat, messageId } = card;
  const known = await work.knownInstance(instance);
  if (!known || isFinal(known.status)) return { silence: undefined, wanted: [], update: undefined };
  const seen = known.snapshot?.instance;
  const wanted = await wantedReminders(parts, approvalFor(settings, approval), seen, {
    ...known,
    instanceCode: instance,
  });
  const open = waitsOf(seen, known).filter((wait) => isAmong(card.steps, wait));
  const { status, changedAt } = known;
  const steps = open.map((wait) => ({ ...wait, count: 0 }));
  return {
    silence: pressedSilence(silences, { chat, instance }, open),
    wanted,
    update:
      steps.length === 0 ? undefined : { status, changedAt, content: { rule: REMIND, steps, messageId } },
  };
}
