import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { ShiftableClock } from '../../../src/base/clock.ts';
import { Window } from '../../../src/base/window.ts';
import { ApiGate, type Turn, TurnGivenUp } from '../../../src/feishu/client/apiGate.ts';
import { StillClock } from '../../support/stillClock.ts';

/** Asks for a turn and notes when it comes. */
function ask(
  gate: ApiGate,
  lane = 'lane',
  priority: 0 | 1 = 0,
): { turn: Promise<Turn>; came: () => boolean } {
  let came = false;
  const turn = gate.turn({ priority, lane }).then((t) => {
    came = true;
    return t;
  });
  return { turn, came: () => came };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a gate', () => {
  it('lets through as its window allows', async () => {
    const clock = new StillClock();
    const gate = new ApiGate(clock, [new Window(1, 1_000)]);
    const first = await ask(gate).turn;
    const second = ask(gate);
    first.done('answered');
    await settled();
    expect(second.came()).toBe(false);
    clock.advance(1_000);
    await second.turn;
  });

  it('lets live work before what can wait', async () => {
    const clock = new StillClock();
    const gate = new ApiGate(clock, [new Window(1, 1_000)]);
    const first = await ask(gate).turn;
    const later = ask(gate, 'lane', 1);
    const live = ask(gate, 'lane', 0);
    first.done('answered');
    clock.advance(1_000);
    (await live.turn).done('answered');
    expect(later.came()).toBe(false);
    clock.advance(1_000);
    await later.turn;
  });

  it('keeps still until the time that Feishu names', async () => {
    const clock = new StillClock();
    const gate = new ApiGate(clock, []);
    gate.pause(5_000);
    const turn = ask(gate);
    clock.advance(4_000);
    await settled();
    expect(turn.came()).toBe(false);
    clock.advance(1_000);
    await turn.turn;
  });

  it('opens in time though the clock on the wall ran a day ahead and came home', async () => {
    vi.useFakeTimers();
    try {
      const clock = new ShiftableClock();
      const gate = new ApiGate(clock, [new Window(1, 1_000)]);
      const home = Date.now();
      vi.setSystemTime(home + 86_400_000);
      (await ask(gate).turn).done('answered');
      gate.pause(5_000);
      const waiting = ask(gate);
      vi.setSystemTime(home);
      await vi.advanceTimersByTimeAsync(4_999);
      expect(waiting.came()).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect(waiting.came()).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it('takes an outage for one, lets one request through after a pause, and opens with its answer', async () => {
    const clock = new StillClock();
    const gate = new ApiGate(clock, []);
    for (const lane of ['a', 'b', 'c', 'a', 'b']) (await ask(gate, lane).turn).done('failed');
    const probe = ask(gate);
    const behind = ask(gate);
    await settled();
    expect(probe.came()).toBe(false);
    clock.advance(1_000);
    const probing = await probe.turn;
    await settled();
    expect(behind.came()).toBe(false);
    probing.done('answered');
    (await behind.turn).done('answered');
  });

  it('probes with one request if only a person can help', async () => {
    const clock = new StillClock();
    const gate = new ApiGate(clock, []);
    const first = await ask(gate).turn;
    gate.pause(60_000);
    first.done('held');
    const [second, third] = [ask(gate), ask(gate)];
    clock.advance(60_000);
    const probing = await second.turn;
    await settled();
    expect(third.came()).toBe(false);
    probing.done('answered');
    await third.turn;
  });

  it('takes what fails together for one outage, not for many', async () => {
    const clock = new StillClock();
    const gate = new ApiGate(clock, []);
    const burst = await Promise.all(Array.from({ length: 20 }, (_, i) => ask(gate, `lane ${i}`).turn));
    for (const turn of burst) turn.done('failed');
    const probe = ask(gate);
    clock.advance(1_000);
    await probe.turn;
  });

  it('is not opened by a turn that was given back unused', async () => {
    const clock = new StillClock();
    const gate = new ApiGate(clock, [new Window(30, 1_000)]);
    for (const lane of ['a', 'b', 'c', 'a', 'b']) (await ask(gate, lane).turn).done('failed');
    const [probe, next, third] = [ask(gate), ask(gate), ask(gate)];
    clock.advance(1_000);
    (await probe.turn).done('unused');
    await next.turn;
    await settled();
    expect(third.came()).toBe(false);
  });

  it('leaves nothing behind in the signal of a caller that had a turn', async () => {
    const clock = new StillClock();
    const gate = new ApiGate(clock, [new Window(1, 1_000)]);
    const { signal } = new AbortController();
    const turns = Array.from({ length: 3 }, () => gate.turn({ priority: 0, lane: 'a', signal }));
    for (const turn of turns) {
      (await turn).done('answered');
      clock.advance(1_000);
    }
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('lets go of callers that are aborted', async () => {
    const gate = new ApiGate(new StillClock(), [new Window(1, 1_000)]);
    await ask(gate).turn;
    const stop = new AbortController();
    const waiting = gate.turn({ priority: 0, lane: 'a', signal: stop.signal });
    stop.abort();
    await expect(waiting).rejects.toBeInstanceOf(TurnGivenUp);
  });

  it('does not take one hanging chat for an outage', async () => {
    const gate = new ApiGate(new StillClock(), []);
    for (let i = 0; i < 20; i += 1) (await ask(gate, 'hanging').turn).done('failed');
    await ask(gate, 'another').turn;
  });
});
