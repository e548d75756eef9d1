import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { STATUSES } from '../../src/approval/status.ts';
import { encodeFrame } from '../../src/sandbox/push/longConnection/frame.ts';
import { CHAT, type Journey, startJourney } from '../support/journey.ts';

const OVER_SOCKET = { longConnection: true };

function hostileFrame(sum: string): Uint8Array {
  const headers = { type: 'event', message_id: 'm', sum, seq: '0', trace_id: 't' };
  return encodeFrame({ method: 1, service: 7, headers, payload: Buffer.from('{}') });
}

/** What an orchestrator and Prometheus see at this moment. */
async function readiness({ app, metrics }: Journey) {
  const response = await fetch(`${app().url}/readyz`);
  const { reasons = [] } = (await response.json()) as { reasons?: string[] };
  const connected = /^relay_intake_connected (\d)$/m.exec(await metrics())?.[1];
  return { status: response.status, reasons: reasons.join(), connected };
}

describe('the long connection', () => {
  it.each([
    ['whole', {}],
    ['in parts', { partBytes: 37 }],
    ['in parts, the last one first', { partBytes: 100, reversed: true }],
  ])('brings the eight statuses %s, once each', async (_, knobs) => {
    const { sandbox, people, submit, cards, events } = await startJourney(OVER_SOCKET);
    sandbox.longConnection.turn(knobs);
    sandbox.turn({ duplicatePushes: 1 });
    const first = submit();
    sandbox.approve(first, { by: people.li });
    sandbox.approve(first, { by: people.wang });
    sandbox.revoke(first);
    const second = submit();
    sandbox.overtimeClose(second);
    sandbox.overtimeRecover(second);
    sandbox.reject(second, { by: people.li });
    const third = submit();
    sandbox.withdraw(third);
    const fourth = submit();
    await cards(CHAT, 10);
    sandbox.remove(fourth);
    await cards(CHAT, 11);
    await sandbox.waitFor(() => sandbox.pushes().every((push) => push.state === 'taken'));
    const relayed = events.filter((end) => end.result === 'relayed');
    expect(new Set(relayed.map((end) => end.status))).toEqual(new Set(STATUSES));
    expect(relayed).toHaveLength(11);
    expect(events.filter((end) => end.reason === 'duplicate')).toHaveLength(11);
    expect(sandbox.messages(CHAT)).toHaveLength(11);
  });

  it('needs no key and leaves no webhook behind', async () => {
    const journey = await startJourney(OVER_SOCKET);
    for (const door of ['event', 'card']) {
      const response = await fetch(`${journey.app().url}/webhook/${door}`, { method: 'POST', body: '{}' });
      expect(response.status).toBe(404);
    }
    expect(await readiness(journey)).toEqual({ status: 200, reasons: '', connected: '1' });
  });

  it('reports that it is down, heals by itself, and loses nothing', async () => {
    const journey = await startJourney({
      ...OVER_SOCKET,
      sandbox: { retryLadderMs: Array.from({ length: 100 }, () => 5_000) },
    });
    const { sandbox, submit, passUntil } = journey;
    sandbox.faults.add({ api: 'socket.endpoint', kind: 'status', status: 200, code: 1, msg: 'system busy' });
    sandbox.longConnection.cut();
    await sandbox.waitFor(() => sandbox.longConnection.count === 0);
    const lost = await readiness(journey);
    expect(lost).toMatchObject({ status: 503, connected: '0' });
    expect(lost.reasons).toContain('the long connection to Feishu is down');
    const code = submit();

    // The SDK alone gives up for good at the first of these.
    await passUntil(() => sandbox.requests('socket.endpoint').length > 3);
    expect((await readiness(journey)).reasons).toContain('Feishu is busy');
    sandbox.faults.clear();
    await passUntil(() => sandbox.longConnection.count === 1);
    expect(await readiness(journey)).toEqual({ status: 200, reasons: '', connected: '1' });
    await sandbox.waitFor(() => sandbox.pushes().every((push) => push.state === 'taken'));
    expect((await journey.cards(CHAT, 1))[0]).toContain(code);
    expect(sandbox.messages(CHAT)).toHaveLength(1);
  });

  it.each([
    ['announces a hundred million parts', hostileFrame('100000000')],
    ['is larger than any frame', Buffer.alloc(5 * 1024 * 1024)],
  ])('goes on after a frame that %s', async (_, frame) => {
    const { sandbox, passUntil, submit, cards, metrics } = await startJourney(OVER_SOCKET);
    const before = process.memoryUsage().rss;
    sandbox.longConnection.sendRaw(frame);
    const code = submit();
    await passUntil(() => sandbox.messages(CHAT).length === 1);
    expect((await cards(CHAT, 1))[0]).toContain(code);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
    // The larger one ends the connection instead, which is opened again.
    const refused = /^relay_refused_total\{door="long-connection",cause="no-event"\} 1$/m.test(
      await metrics(),
    );
    expect(refused || sandbox.requests('socket.endpoint').length === 2).toBe(true);
  });

  it('refuses what the store cannot take, and has it again', async () => {
    const { sandbox, clock, folder, submit, cards } = await startJourney(OVER_SOCKET);
    const other = new Database(join(folder, 'data', 'relay.db'));
    other.exec('begin exclusive');
    const code = submit();
    const push = sandbox.pushes()[0];
    await sandbox.waitFor(() => push?.attempts.length === 1);
    expect(push?.attempts[0]?.outcome).toBe('refused');
    other.exec('rollback');
    other.close();
    clock.advance(15_000);
    expect((await cards(CHAT, 1))[0]).toContain(code);
  });

  it('is closed by a stop, and what happened meanwhile comes after the restart', async () => {
    const { sandbox, clock, submit, cards, restart, stop } = await startJourney(OVER_SOCKET);
    await stop();
    await sandbox.waitFor(() => sandbox.longConnection.count === 0);
    const code = submit();
    const push = sandbox.pushes()[0];
    await sandbox.waitFor(() => push?.attempts.length === 1);
    await restart();
    clock.advance(15_000);
    const [card] = await cards(CHAT, 1);
    expect(card).toContain(code);
    expect(sandbox.longConnection.count).toBe(1);
  });
});
