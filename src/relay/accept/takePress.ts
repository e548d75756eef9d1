import { REMIND, waitsOf } from '../../approval/reminder.ts';
import { isAmong, pressedSilence } from '../../approval/silence.ts';
import { isFinal } from '../../approval/status.ts';
import { atMost } from '../../base/atMost.ts';
import type { Clock } from '../../base/clock.ts';
import { asError } from '../../base/errors.ts';
import type { Text } from '../../base/language.ts';
import type { Log } from '../../base/log.ts';
import { zoneOf } from '../../base/zone.ts';
import { FULL_TIME, zoneTime } from '../../cards/view/moment.ts';
import { type CardPress, type PressChoice, readPress, toastAnswer } from '../../feishu/events/cardPress.ts';
import type { FeishuEvent } from '../../feishu/events/envelope.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Changes } from '../../store/instances/changes.ts';
import type { Presses } from '../../store/reminders/presses.ts';
import { deferredUntil, PRESS_REFUSED, STOPPED, UNDONE } from '../../words/pressText.ts';
import type { Observer } from '../context/observe.ts';
import { type ReminderTarget, reminderTarget } from '../routing/reminderTargets.ts';

export interface TakePressParts {
  readonly settings: Settings;
  readonly presses: Presses;
  readonly work: Pick<Changes, 'knownInstance'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Pick<Observer, 'pressed'>;
  /** A press is on disk: the card must be updated. */
  readonly onPressed: () => void;
}

/** Handles a press of a card's button. Resolves to the answer, which Feishu shows to the person. Never rejects. */
export type TakePress = (event: FeishuEvent) => Promise<object>;

/** Feishu waits 3 s for the answer; the rest is for the network. */
const ANSWER_MS = 2_500;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

type PressRefusal = keyof typeof PRESS_REFUSED;
type Taken =
  | { readonly did: 'deferred' | 'stopped' | 'undone'; readonly said: Text }
  | { readonly refused: PressRefusal };

/**
 * A press counts if its message is one of our reminders, its chat the one that Feishu named when it was sent, and one
 * of its steps still open. Anything else changes nothing, and the answer says so.
 */
export function createTakePress(parts: TakePressParts): TakePress {
  const { settings, clock, log, observer } = parts;
  const answer = (type: 'success' | 'warning' | 'error', text: Text): object =>
    toastAnswer({ type, ...text }, settings.locale === 'zh-CN' ? 'zh' : 'en');
  return async (event) => {
    const press = readPress(event);
    const { person, messageId, chat, choice } = press;
    const about = { message: messageId, chat, person, choice };
    let taken: Taken | undefined;
    const failed = (): object => {
      observer.pressed('failed');
      return answer('error', PRESS_REFUSED.failed);
    };
    try {
      const taking = take(parts, press).then((done) => {
        taken = done;
      });
      if ((await atMost(clock, ANSWER_MS, taking)) === 'late' || !taken) return failed();
    } catch (thrown) {
      log.error({ ...about, error: asError(thrown).message }, 'a press of a button could not be handled');
      return failed();
    }
    observer.pressed('refused' in taken ? taken.refused : taken.did);
    if ('refused' in taken) {
      log.info({ ...about, reason: taken.refused }, 'a press of a button changed nothing');
      return answer('warning', PRESS_REFUSED[taken.refused]);
    }
    log.info(about, 'a button of a reminder was pressed');
    parts.onPressed();
    return answer('success', taken.said);
  };
}

async function take(parts: TakePressParts, press: CardPress): Promise<Taken> {
  const { settings, presses, work, clock } = parts;
  const { appId, person, choice } = press;
  if (appId !== '' && appId !== settings.feishu.appId) return { refused: 'foreign' };
  if (choice === undefined) return { refused: 'unknown-button' };
  if (person === '') return { refused: 'nobody' };
  const card = press.messageId === '' ? undefined : await presses.reminderCard(press.messageId);
  if (!card) return { refused: 'unknown-card' };
  if (press.chat !== card.namedChat) return { refused: 'other-chat' };
  const now = clock.now();
  const known = await work.knownInstance(card.instance);
  if (!known || isFinal(known.status)) return { refused: 'ended' };
  const { chat, instance, approval } = card;
  const mapped = approvalFor(settings, approval);
  const open = waitsOf(known.snapshot?.instance, known).filter((wait) => isAmong(card.steps, wait));
  const target = reminderTarget(settings, mapped, { chat, rule: REMIND, step: open[0] }, known.status);
  if (!target) return { refused: 'unmapped' };
  if (open.length === 0) return { refused: 'step-over' };
  const inForce = pressedSilence(await presses.silences(now), card, open);
  const id = silenceId(press.id);
  const steps = open.map(({ step, since }) => ({ step, since }));
  const scope = { person: '', standIn: '', approval: '', chat, instance, steps };
  const silence = { ...scope, reason: '', begunAt: now, by: person, choice };
  if (choice === 'undo') {
    const end = await presses.undo(card, id, { ...silence, until: now }, inForce?.id);
    return end === 'committed' ? { did: 'undone', said: UNDONE } : { refused: end };
  }
  if (inForce) return { refused: inForce.id === id ? 'duplicate' : 'already-deferred' };
  const until = choice === 'stop' ? null : momentOf(choice, settings, target, now);
  const end = await presses.press(card, id, { ...silence, until });
  if (end !== 'committed') return { refused: end };
  if (until === null) return { did: 'stopped', said: STOPPED };
  const said = deferredUntil(zoneTime(settings.timezone).format(until, FULL_TIME));
  return { did: 'deferred', said };
}

/** The same for the same press, so it is committed once. */
function silenceId(eventId: string): string {
  return `press-${eventId}`;
}

/** Until when a button defers: an hour, the next working morning, or the one after that. */
function momentOf(
  choice: Exclude<PressChoice, 'stop' | 'undo'>,
  { timezone }: Pick<Settings, 'timezone'>,
  { time }: ReminderTarget,
  now: number,
): number {
  if (choice === 'hour') return now + HOUR_MS;
  const zone = zoneOf(timezone);
  const morningAfter = (at: number): number => {
    const midnight = zone.atWall((zone.dayAt(at) + 1) * DAY_MS);
    return time.nextWorking(midnight) ?? midnight;
  };
  const morning = morningAfter(now);
  return choice === 'morning' ? morning : morningAfter(morning);
}
