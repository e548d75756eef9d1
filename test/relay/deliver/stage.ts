import { join } from 'node:path';
import type { Warning } from '../../../src/approval/warning.ts';
import { silentLog } from '../../../src/base/log.ts';
import type { Api } from '../../../src/feishu/client/api.ts';
import type { TurnEnd } from '../../../src/feishu/client/apiGate.ts';
import type { FeishuClient } from '../../../src/feishu/client/client.ts';
import { FeishuError } from '../../../src/feishu/client/error.ts';
import type { SdkClient } from '../../../src/feishu/client/sdk.ts';
import type { Context } from '../../../src/relay/context/context.ts';
import type { DeliveryEnd } from '../../../src/relay/context/observe.ts';
import { SILENT_OBSERVER } from '../../../src/relay/context/observe.ts';
import { createRateLimiters } from '../../../src/relay/context/rateLimiter.ts';
import { createDeliver } from '../../../src/relay/deliver/deliver.ts';
import { Signals } from '../../../src/sandbox/world/signals.ts';
import type { Settings } from '../../../src/settings/settings.ts';
import { settingsOf } from '../../settings/read.ts';
import { packagedSet } from '../../support/packagedSet.ts';
import { sampleRouting } from '../../support/sampleRouting.ts';
import { StillClock } from '../../support/stillClock.ts';
import { openWorking } from '../../support/stores.ts';
import { tempFolder } from '../../support/tempFolder.ts';

/** A request that was made. */
export interface Sent {
  readonly api: Api;
  /** The chat, or the message to update or reply to. */
  readonly target: string;
  readonly content: string;
  readonly key: string;
  readonly at: number;
}

/** What Feishu answers to a request; throws to refuse it. */
export type Feishu = (sent: Sent) => void;

/** A refusal, as the client reports it. */
export function refusal(code: number, message = 'refused'): FeishuError {
  return new FeishuError(message, { code, status: 400 });
}

export const LIVE = `feishu: { appId: cli_a1b2c3d4e5f60718, appSecret: s, encryptKey: k }
approvals: { A1: { chats: [oc_1, oc_2] } }
`;
export const POST = `${LIVE}defaults: { mode: post }
`;

/** `deliver` with a real store; Feishu and time are simulated. */
export async function stage(config: string | Settings = POST) {
  const place = { kind: 'sqlite', path: join(tempFolder(), 'relay.db') } as const;
  const store = await openWorking(place);
  const clock = new StillClock();
  const requests: Sent[] = [];
  const turns: TurnEnd[] = [];
  const ends: DeliveryEnd[] = [];
  const lines: { text: string; facts: Record<string, unknown> }[] = [];
  const raised: Warning[] = [];
  const signals = new Signals<{ end: DeliveryEnd; request: Sent; line: string }>();
  const stopping = new AbortController();
  let feishu: Feishu = () => undefined;
  let mayWork = true;
  const note = (facts: object, text: string): void => {
    lines.push({ text, facts: { ...facts } });
    signals.emit('line', text);
  };
  const client = clientOf(
    (request) => {
      const sent = { ...request, at: clock.now() };
      requests.push(sent);
      signals.emit('request', sent);
      feishu(sent);
    },
    (end) => void turns.push(end),
  );
  const settings = typeof config === 'string' ? settingsOf(config) : config;
  const context: Context = {
    settings,
    limiters: createRateLimiters(clock, settings.limits),
    store,
    client,
    people: { namesOf: async () => ({ people: new Map(), departments: new Map() }) },
    routing: sampleRouting(),
    definitions: { of: async () => [], failure: () => undefined },
    templates: packagedSet,
    observer: {
      ...SILENT_OBSERVER,
      deliveryEnded: (end) => {
        ends.push(end);
        signals.emit('end', end);
      },
    },
    clock,
    log: { ...silentLog, warn: note, error: note },
    worker: { wakeCompose: () => undefined, wakeDeliver: () => undefined, wakeRefresh: () => undefined },
    warnings: { raise: (warning) => void raised.push(warning), over: () => undefined },
    feishuTime: async () => clock.now(),
    mayWorkFor: () => mayWork,
    signal: stopping.signal,
  };
  const deliver = createDeliver(context);
  return {
    store,
    place,
    clock,
    deliver,
    context,
    requests,
    turns,
    ends,
    lines,
    raised,
    signals,
    /** From now on Feishu answers like this. */
    answers(how: Feishu): void {
      feishu = how;
    },
    /** Whether this process may work. */
    mayWork(may: boolean): void {
      mayWork = may;
    },
    stop: async () => {
      stopping.abort();
      await deliver.stop();
    },
    /** Looks for what is due, and resolves when so many deliveries have ended or been tried. */
    async until(count: number): Promise<void> {
      const wake = async (): Promise<void> => {
        await deliver.tend();
        deliver.wake(await store.outbox.dueChats(clock.now()));
      };
      await wake();
      await signals.until(() => ends.length >= count);
    },
  };
}

/** A client that hands each request of a message to `act`, and its turn's end to `ended`. */
function clientOf(act: (sent: Omit<Sent, 'at'>) => void, ended: (end: TurnEnd) => void): FeishuClient {
  let messages = 0;
  const take = (api: Api, target: string, content: string, key = ''): object => {
    act({ api, target, content, key });
    messages += 1;
    return { code: 0, data: { message_id: `om_${messages}` } };
  };
  const sdk = {
    im: {
      v1: {
        message: {
          create: (o: { data: { receive_id: string; content: string; uuid: string } }) =>
            take('message.create', o.data.receive_id, o.data.content, o.data.uuid),
          reply: (o: { path: { message_id: string }; data: { content: string; uuid: string } }) =>
            take('message.reply', o.path.message_id, o.data.content, o.data.uuid),
          patch: (o: { path: { message_id: string }; data: { content: string } }) =>
            take('message.patch', o.path.message_id, o.data.content),
        },
      },
    },
  } as unknown as SdkClient;
  return {
    turn: async () => ({ done: ended }),
    call: async (_api, _turn, request, read) => read(((await request(sdk)) as { data: unknown }).data),
    troubles: () => [],
    clockSkew: () => undefined,
    close: async () => undefined,
    prepare: async () => undefined,
    isPaused: () => false,
    remember: () => undefined,
  };
}
