import { type Clock, wait } from '../base/clock.ts';
import { OperatorError } from '../base/errors.ts';
import { BOT_DROPPED, BOT_SILENT, botFailed } from '../words/silenceText.ts';
import type { AskedStore } from './askTheBot.ts';

const POLL_MS = 200;
/** A bot that has not started it by then does not know this command, or hangs. */
const PATIENCE_MS = 20_000;

/**
 * Leaves a short command for the bot that works on the store, and waits for its result.
 *
 * @throws OperatorError if no bot takes it up, or it fails
 */
export async function askOnce<Result extends object>(
  { commands }: Pick<AskedStore, 'commands'>,
  what: string,
  order: object,
  clock: Clock,
): Promise<Result> {
  const askedAt = clock.now();
  const seq = await commands.ask(what, JSON.stringify(order), askedAt);
  for (;;) {
    await wait(clock, POLL_MS);
    const state = await commands.stateOf(seq);
    if (!state || state.finishedAt !== null) return resultIn(state?.result ?? '');
    if (clock.now() - askedAt <= PATIENCE_MS) continue;
    if (state.begunAt === null) await commands.withdraw(seq, clock.now());
    throw new OperatorError(BOT_SILENT);
  }
}

function resultIn<Result extends object>(text: string): Result {
  if (text === '') throw new OperatorError(BOT_DROPPED);
  const result = JSON.parse(text) as Result & { readonly failed?: string };
  if (result.failed !== undefined) throw new OperatorError(botFailed(result.failed));
  return result;
}
