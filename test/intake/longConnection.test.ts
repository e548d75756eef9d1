import { afterEach, describe, expect, it } from 'vitest';
import { ShiftableClock } from '../../src/base/clock.ts';
import { OperatorError } from '../../src/base/errors.ts';
import { silentLog } from '../../src/base/log.ts';
import { Throttle } from '../../src/base/throttle.ts';
import type { FeishuEvent } from '../../src/feishu/events/envelope.ts';
import type { SocketTimes } from '../../src/feishu/socket/socketTimes.ts';
import { ANSWER_MS, openLongConnection } from '../../src/intake/longConnection.ts';
import type { RefusalCause } from '../../src/intake/refusal.ts';
import { encodeFrame } from '../../src/sandbox/push/longConnection/frame.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { Signals } from '../../src/sandbox/world/signals.ts';
import { step } from '../support/step.ts';

const APP = { appId: 'cli_a1b2c3d4e5f60718', appSecret: 'a secret' };
/** Real spans of the SDK's watchdogs, as short as a busy machine allows; the pauses of the clock, as short as can be. */
const TIMES = { handshakeMs: 300, pongMs: 1_000, lookMs: 5, backoff: { baseMs: 5, maxMs: 20 } };

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

/** A sandbox that pushes over the long connection, and the bot's end of it. */
async function open(
  options: {
    before?: (sandbox: Sandbox) => void;
    accept?: (event: FeishuEvent) => Promise<void>;
    verificationToken?: string;
    appSecret?: string;
    times?: Partial<SocketTimes>;
  } = {},
) {
  const clock = new ShiftableClock();
  const sandbox = await startSandbox({ clock, ...APP });
  ending.push(() => sandbox.stop());
  sandbox.pushBy(sandbox.longConnection);
  options.before?.(sandbox);
  const got: FeishuEvent[] = [];
  const lines: { text: string; why?: string; error?: string; times?: number }[] = [];
  const refused: RefusalCause[] = [];
  let accepted = 0;
  const signals = new Signals<{ line: string; event: FeishuEvent }>();
  const note = (facts: object, text: string): void => {
    lines.push({ text, ...facts });
    signals.emit('line', text);
  };
  const socket = openLongConnection({
    feishu: {
      ...APP,
      appSecret: options.appSecret ?? APP.appSecret,
      baseUrl: sandbox.url,
      verificationToken: options.verificationToken ?? '',
    },
    accept: (event) => {
      got.push(event);
      signals.emit('event', event);
      return options.accept?.(event) ?? Promise.resolve();
    },
    clock,
    log: { debug: () => undefined, info: note, warn: note, error: note },
    throttle: new Throttle({ clock }),
    onRefused: ({ cause }) => {
      refused.push(cause);
      signals.emit('line', cause);
    },
    onAccepted: () => {
      accepted += 1;
    },
    times: { ...TIMES, ...options.times },
  });
  ending.push(() => socket.stop());
  const up = () => sandbox.waitFor(() => socket.isConnected() && sandbox.longConnection.count === 1);
  /** Resolves with the reason that a person reads, once one is logged that matches. */
  const down = (reason: RegExp) =>
    signals.until(() => lines.find((line) => reason.test(line.why ?? ''))).then(() => undefined);
  return { sandbox, clock, socket, got, lines, refused, accepted: () => accepted, signals, up, down };
}

const EVENT = {
  uuid: 'u-1',
  token: 'right',
  type: 'event_callback',
  event: { type: 'approval_instance', text: '同意 🎉'.repeat(20) },
};

describe('events over the long connection', () => {
  it('arrive as they were sent, in parts too, and are acknowledged', async () => {
    const { sandbox, got, up } = await open();
    await up();
    const pushes = [];
    for (const knobs of [{}, { partBytes: 11 }, { partBytes: 50, reversed: true }]) {
      sandbox.longConnection.turn(knobs);
      const push = sandbox.push(EVENT);
      await sandbox.waitFor(() => push.state === 'taken');
      pushes.push(push);
    }
    expect(pushes.map((push) => push.attempts.length)).toEqual([1, 1, 1]);
    // The un-flattened envelope: the id is the outer one, and the text is all of it.
    expect(got.map((event) => event.id)).toEqual(['u-1', 'u-1', 'u-1']);
    for (const event of got) expect(JSON.parse(event.text)).toEqual(EVENT);
  });

  it('are refused when the store cannot take them, and come again', async () => {
    let broken = true;
    const { sandbox, clock, up } = await open({
      accept: async () => {
        if (broken) throw new Error('disk full');
      },
    });
    await up();
    const push = sandbox.push(EVENT);
    await sandbox.waitFor(() => push.attempts.length === 1);
    broken = false;
    clock.advance(15_000);
    await sandbox.waitFor(() => push.state === 'taken');
    expect(push.attempts.map((attempt) => attempt.outcome)).toEqual(['refused', 'taken']);
  });

  it('are refused before Feishu loses patience when the store is slow', async () => {
    const { sandbox, clock, got, up, signals, lines } = await open({
      accept: () => new Promise(() => undefined),
    });
    await up();
    const push = sandbox.push(EVENT);
    await signals.until(() => got.length === 1);
    clock.advance(ANSWER_MS);
    await sandbox.waitFor(() => push.attempts.length === 1);
    const [attempt] = push.attempts;
    expect(attempt?.outcome).toBe('refused');
    // It got the answer: Feishu itself would have given up after 3 s.
    expect(lines.map((line) => line.error).join()).toContain('within 2500 ms');
  });

  it('need no token, but a configured one must be theirs', async () => {
    const { sandbox, got, lines, refused, accepted, up } = await open({ verificationToken: 'right' });
    await up();
    const wrong = sandbox.push({ ...EVENT, uuid: 'u-0', token: 'wrong' });
    await sandbox.waitFor(() => wrong.attempts.length === 1);
    const right = sandbox.push(EVENT);
    await sandbox.waitFor(() => right.state === 'taken');
    expect(wrong.attempts[0]?.outcome).toBe('refused');
    expect(got.map((event) => event.id)).toEqual(['u-1']);
    expect(lines.map((line) => line.error).join()).toContain('feishu.verificationToken');
    expect([refused, accepted()]).toEqual([['token-differs'], 1]);
  });

  it('that are none are acknowledged, since they would be none again', async () => {
    const { sandbox, clock, got, lines, refused, up } = await open();
    await up();
    for (const odd of [{}, { hello: 1 }, { schema: '2.0', header: {}, event: {} }]) {
      const push = sandbox.push(odd);
      await sandbox.waitFor(() => push.state === 'taken');
    }
    expect(got).toEqual([]);
    expect(refused).toEqual(['no-event', 'no-event', 'no-event']);
    await step(clock, 60_000);
    expect(lines.filter((line) => line.text.includes('no event')).map(({ times }) => times)).toEqual([1, 2]);
  });

  it('survive frames that make no sense; these are logged without their text', async () => {
    const { sandbox, clock, got, lines, refused, signals, up } = await open();
    await up();
    const headers = { type: 'event', message_id: 'm', sum: '1', seq: '0', trace_id: 't' };
    const frame = (more: object, payload: string) =>
      encodeFrame({ method: 1, service: 7, headers: { ...headers, ...more }, payload: Buffer.from(payload) });
    sandbox.longConnection.sendRaw(Buffer.from('no frame at all'));
    sandbox.longConnection.sendRaw(frame({}, 'private words, no JSON'));
    sandbox.longConnection.sendRaw(frame({ message_id: 'n', sum: '0' }, '{}'));
    sandbox.longConnection.sendRaw(frame({ message_id: 'o', sum: '2', seq: '9' }, '{}'));
    await signals.until(() => refused.length === 4);
    await step(clock, 60_000);
    const logged = lines.filter((line) => line.text.includes('cannot be read'));
    expect(logged.map(({ times }) => times)).toEqual([1, 3]);
    expect(JSON.stringify(lines)).not.toContain('private');
    const push = sandbox.push(EVENT);
    await sandbox.waitFor(() => push.state === 'taken');
    expect(got).toHaveLength(1);
  });
});

describe('a long connection that is lost', () => {
  it.each([{ goodbye: true }, { goodbye: false }])(
    'is made anew ($goodbye), and readiness says so meanwhile',
    async (how) => {
      const { sandbox, socket, up, down } = await open();
      await up();
      expect(socket.fault()).toBeUndefined();
      const release = sandbox.faults.add({ api: 'socket.endpoint', kind: 'hang' });
      sandbox.longConnection.cut(how);
      await sandbox.waitFor(() => sandbox.longConnection.count === 0);
      await down(/cut/);
      expect(socket.isConnected()).toBe(false);
      expect(socket.fault()?.en).toContain('the long connection to Feishu is down: it was cut');
      release();
      await up();
      expect(socket.fault()).toBeUndefined();
      const push = sandbox.push(EVENT);
      await sandbox.waitFor(() => push.state === 'taken');
    },
  );

  it('in silence is found by a ping that nobody answers', async () => {
    const { sandbox, socket, up, down } = await open({
      before: (sandbox) => sandbox.longConnection.turn({ pingIntervalMs: 200 }),
      times: { pongMs: 150 },
    });
    await up();
    const release = sandbox.faults.add({ api: 'socket.ping', kind: 'hang' });
    await down(/went silent/);
    release();
    await up();
    expect(socket.fault()).toBeUndefined();
  });

  it('over and over leaves one socket, and each event comes once', async () => {
    const { sandbox, got, up } = await open();
    for (let i = 0; i < 10; i += 1) {
      await up();
      sandbox.longConnection.cut({ goodbye: i % 2 === 0 });
      await sandbox.waitFor(() => sandbox.longConnection.count === 0);
    }
    await up();
    const push = sandbox.push(EVENT);
    await sandbox.waitFor(() => push.state === 'taken');
    expect(sandbox.longConnection.count).toBe(1);
    expect(got).toHaveLength(1);
  });
});

describe('a long connection that cannot be made', () => {
  const FAULTS: [string, Parameters<Sandbox['faults']['add']>[0], RegExp][] = [
    ['busy', { kind: 'status', status: 200, code: 1, msg: 'system busy' }, /Feishu is busy \(code 1\)/],
    [
      'busy, with data',
      {
        kind: 'status',
        status: 200,
        body: '{"code":1,"msg":"x","data":{}}',
        headers: { 'content-type': 'application/json' },
      },
      /busy/,
    ],
    ['an internal error', { kind: 'status', status: 200, code: 1000040343 }, /internal error/],
    ['too many connections', { kind: 'status', status: 200, code: 1000040350 }, /as many long connections/],
    ['the wrong domain', { kind: 'status', status: 200, code: 1000040351 }, /feishu\.domain/],
    ['forbidden, as HTTP 403', { kind: 'status', status: 403, code: 403 }, /forbids/],
    [
      'an unknown code',
      { kind: 'status', status: 200, code: 4711, msg: 'who knows' },
      /who knows \(code 4711\)/,
    ],
    ['a server error', { kind: 'status', status: 502, body: '<html>bad gateway</html>' }, /HTTP 502/],
    ['HTML', { kind: 'status', status: 200, body: '<html>log in</html>' }, /not Feishu's/],
    [
      'no address',
      {
        kind: 'status',
        status: 200,
        body: '{"code":0,"data":{"URL":"nowhere"}}',
        headers: { 'content-type': 'application/json' },
      },
      /no usable address/,
    ],
    ['a cut', { kind: 'cut' }, /no answer/],
  ];
  it.each(FAULTS)('because of %s is tried again until it can, and says why', async (_, fault, why) => {
    const { sandbox, socket, up, down } = await open({
      before: (sandbox) => void sandbox.faults.add({ api: 'socket.endpoint', times: 3, ...fault }),
    });
    expect(socket.fault()?.en).toContain('it is being opened');
    await down(why);
    await up();
    expect(sandbox.requests('socket.endpoint')).toHaveLength(4);
    expect(socket.fault()).toBeUndefined();
  });

  it('heals from a busy endpoint after a drop, if the SDK alone gives up for good', async () => {
    const { sandbox, socket, up, down } = await open();
    await up();
    sandbox.faults.add({ api: 'socket.endpoint', kind: 'status', status: 200, code: 1, times: 2 });
    sandbox.longConnection.cut();
    await down(/busy/);
    await up();
    expect(socket.fault()).toBeUndefined();
  });

  it.each([
    ['hangs', { kind: 'hang' }],
    ['is refused', { kind: 'status', status: 403, code: 514 }],
    ['is cut', { kind: 'cut' }],
  ] as const)('because the handshake %s is tried again', async (_, fault) => {
    const { up, down } = await open({
      before: (sandbox) => void sandbox.faults.add({ api: 'socket.handshake', times: 2, ...fault }),
    });
    await down(/WebSocket could not be opened/);
    await up();
  });

  it('because the secret is wrong says so, and never shows it', async () => {
    const { socket, lines, down } = await open({ appSecret: 'a wrong secret' });
    await down(/feishu\.appSecret/);
    expect(socket.fault()?.en).toContain('check feishu.appId and feishu.appSecret (code 514)');
    expect(JSON.stringify(lines)).not.toContain('a wrong secret');
  });

  it('because the app id is none is an error before anything is tried', () => {
    expect(() =>
      openLongConnection({
        feishu: { appId: 'cli_short', appSecret: 'x', baseUrl: 'http://127.0.0.1:1', verificationToken: '' },
        accept: async () => undefined,
        clock: new ShiftableClock(),
        log: silentLog,
        throttle: new Throttle({ clock: new ShiftableClock() }),
        onRefused: () => undefined,
      }),
    ).toThrow(OperatorError);
  });
});

describe('a stop', () => {
  it('lets what is in flight be acknowledged, takes no more, and says goodbye', async () => {
    let release: () => void = () => undefined;
    const { sandbox, socket, got, signals, up } = await open({
      accept: () =>
        new Promise((resolve) => {
          release = resolve;
        }),
    });
    await up();
    const push = sandbox.push(EVENT);
    await signals.until(() => got.length === 1);
    const stopped = socket.stop();
    expect(socket.fault()?.en).toContain('it was closed');
    const late = sandbox.push({ ...EVENT, uuid: 'u-2' });
    await sandbox.waitFor(() => late.attempts.length === 1);
    release();
    await stopped;
    await sandbox.waitFor(() => push.state === 'taken' && sandbox.longConnection.count === 0);
    expect(got.map((event) => event.id)).toEqual(['u-1']);
    expect(late.attempts[0]?.outcome).toBe('refused');
  });

  it.each(['socket.endpoint', 'socket.handshake'])('in the middle of a hung %s ends at once', async (api) => {
    const { sandbox, socket } = await open({
      before: (sandbox) => void sandbox.faults.add({ api, kind: 'hang' }),
    });
    if (api === 'socket.endpoint') await sandbox.waitFor(() => sandbox.requests(api).length === 1);
    else await sandbox.waitFor(() => sandbox.requests('socket.endpoint')[0]?.answeredAt);
    await socket.stop();
    expect(sandbox.longConnection.count).toBe(0);
  });
});
