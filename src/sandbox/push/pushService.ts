import { setMaxListeners } from 'node:events';
import type { SandboxOptions } from '../sandboxOptions.ts';
import { newToken, type World } from '../world/world.ts';
import { type CardAction, cardEvent, type Sender } from './eventEnvelopes.ts';
import { EventPublisher } from './eventPublisher.ts';
import { LongConnection } from './longConnection/longConnection.ts';
import { PushQueue, RETRY_LADDER_MS, type Transport } from './pushQueue.ts';
import { type WebhookAnswer, WebhookTransport } from './webhookTransport.ts';

/** Feishu's side of event delivery: the queue, what is published into it, and the transport that carries it. */
export class PushService {
  readonly queue: PushQueue;
  readonly publisher: EventPublisher;
  /** Every app has one, whether or not it also has an Encrypt Key. */
  readonly verificationToken: string;
  readonly #options: SandboxOptions;
  readonly #sender: Sender;
  readonly #stopping = new AbortController();
  #webhook: WebhookTransport | undefined;

  constructor(world: World, options: SandboxOptions) {
    this.#options = options;
    this.verificationToken = options.verificationToken ?? newToken();
    this.queue = new PushQueue({
      clock: options.clock,
      onChange: (record) => world.signals.emit('push', record),
      ladderMs: options.retryLadderMs ?? RETRY_LADDER_MS,
    });
    this.#sender = { world, token: this.verificationToken };
    this.publisher = new EventPublisher(this.#sender, this.queue, options.taskEvents ?? false);
    // Every push under way listens to it.
    setMaxListeners(0, this.#stopping.signal);
    if (options.webhookUrl) this.toWebhook(options.webhookUrl);
  }

  /** From now on pushes go to this URL. */
  toWebhook(url: string): void {
    const { clock, encryptKey = '', keepSignature = false } = this.#options;
    this.#webhook = new WebhookTransport({ clock, url, encryptKey, keepSignature }, this.#stopping.signal);
    this.queue.transport = this.#webhook;
  }

  /** From now on pushes go by this transport, such as a long connection. */
  by(transport: Transport): void {
    this.queue.transport = transport;
  }

  /** Checks the request URL as the developer console does. `answer` is undefined if none came in time. */
  async verifyUrl(): Promise<{ challenge: string; answer: WebhookAnswer | undefined }> {
    if (!this.#webhook) throw new Error('the sandbox has no webhook URL to verify');
    return this.#webhook.verifyUrl(this.verificationToken);
  }

  /** Tells the app that somebody pressed a button of a card. `undefined`: no answer came in time. */
  async press(action: CardAction): Promise<WebhookAnswer | undefined> {
    const envelope = cardEvent(this.#sender, action);
    const { transport } = this.queue;
    if (transport instanceof LongConnection) return transport.call(envelope);
    return this.#webhook?.call(envelope);
  }

  /** Drops what waits and what is being delivered. */
  stop(): void {
    this.queue.stop();
    this.#stopping.abort();
  }
}
