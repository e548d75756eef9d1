import type { Warnings } from '../../approval/warning.ts';
import { ERROR_CODES, isUnreachable } from '../../feishu/errorCodes.ts';
import type { DeliveryEnd } from '../context/observe.ts';

/** The reason of a delivery that ended because its chat is closed. */
const CHAT_CLOSED = 'chat-closed';

/**
 * Raises warnings about chats that refuse the bot, and about people whom it cannot write to, by how deliveries end, and
 * ends them when one is sent.
 */
export class DeliveryWatch {
  readonly #warnings: Warnings;

  constructor(warnings: Warnings) {
    this.#warnings = warnings;
  }

  readonly deliveryEnded = ({
    result,
    reason,
    code,
    chat: own,
    instead: chat = own,
    kind,
    said,
  }: DeliveryEnd): void => {
    const isToPerson = chat.startsWith('ou_') && kind !== 'update' && kind !== 'buzz';
    if (isToPerson && result === 'sent') this.#warnings.over('person-unreachable', chat);
    if (result === 'sent') {
      for (const one of ['chat-closed', 'chat-held', 'bot-not-in-chat'] as const)
        this.#warnings.over(one, chat);
      return;
    }
    // A row that is parked without a call has no code: its chat was closed before.
    if (code === undefined) return;
    if (isToPerson && isUnreachable(code)) {
      const ids = { person: chat, feishuCode: code };
      this.#warnings.raise({ code: 'person-unreachable', ids, details: { said } });
      return;
    }
    const warning = { ids: { chat, feishuCode: code }, details: { said } };
    if (result === 'parked' && reason === CHAT_CLOSED) {
      this.#warnings.over('chat-held', chat);
      this.#warnings.raise({ code: 'chat-closed', ...warning });
    } else if (result === 'retry' && isHeld(code)) {
      this.#warnings.raise({ code: 'chat-held', ...warning });
    }
  };
}

/** Whether a code means that the bot may not write to the chat until somebody acts. */
function isHeld(code: number): boolean {
  const verdict = ERROR_CODES[code];
  return verdict?.action === 'retry' && verdict.scope === 'chat' && verdict.needsPerson;
}
