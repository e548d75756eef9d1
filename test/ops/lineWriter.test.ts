import { describe, expect, it, vi } from 'vitest';
import { LineWriter } from '../../src/ops/lineWriter.ts';

/** For a very busy machine, ms. */
const PATIENCE = { timeout: 20_000, interval: 1 };

/** An output whose every write ends as the test says: so many bytes, or a failure. */
function setUp(options: { most?: number } = {}) {
  const taken: Uint8Array[] = [];
  const out = (): string => Buffer.concat(taken).toString();
  let plan: (bytes: number) => number | string = (bytes) => bytes;
  const writeNow = (bytes: Uint8Array): number => {
    const end = plan(bytes.length);
    if (typeof end === 'string') throw Object.assign(new Error(`${end}: it failed`), { code: end });
    taken.push(bytes.slice(0, end));
    return end;
  };
  const writer = new LineWriter({
    output: { write: writeNow, writeNow },
    noticeOf: (lines, why) => `[${lines} dropped: ${why}]\n`,
    ...options,
  });
  return {
    writer,
    out,
    /** What becomes of writes from now on. */
    plan: (next: typeof plan) => {
      plan = next;
    },
    /** Resolves when so much is out. */
    until: (text: string): Promise<void> => vi.waitFor(() => expect(out()).toContain(text), PATIENCE),
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('the log', () => {
  it('writes the lines of one turn together', async () => {
    const { writer, out, plan } = setUp();
    let writes = 0;
    plan((bytes) => {
      writes += 1;
      return bytes;
    });
    for (const line of ['a\n', 'b\n', 'c\n']) writer.write(line);
    expect(out()).toBe('');
    await turn();
    expect([out(), writes]).toEqual(['a\nb\nc\n', 1]);
  });

  it('writes all of it even if the output takes it bit by bit', async () => {
    const { writer, out, plan } = setUp();
    plan(() => 1);
    writer.write('长长\n');
    writer.write('b\n');
    await turn();
    expect(out()).toBe('长长\nb\n');
  });

  it('waits for an output that takes nothing at the moment, and keeps the order', async () => {
    const { writer, out, plan, until } = setUp();
    plan((bytes) => (bytes > 1 ? 1 : 'EAGAIN'));
    writer.write('a\n');
    await turn();
    writer.write('b\n');
    await turn();
    expect(out()).toBe('a');
    plan((bytes) => bytes);
    await until('b\n');
    expect(out()).toBe('a\nb\n');
    expect(writer.dropped).toBe(0);
  });

  it('drops what is too much meanwhile, counts it, and says so in its place', async () => {
    const { writer, out, plan, until } = setUp({ most: 8 });
    plan(() => 'EAGAIN');
    writer.write('taken\n');
    await turn();
    for (const line of ['waits1\n', 'dropped\n', 'dropped too\n']) writer.write(line);
    expect(writer.dropped).toBe(2);
    plan((bytes) => bytes);
    await until('2 dropped');
    writer.write('after\n');
    await until('after');
    expect(out()).toBe('taken\nwaits1\n[2 dropped: nobody reads the log, or not fast enough]\nafter\n');
  });

  it('says in one line what was dropped one after the other', async () => {
    const { writer, out, plan, until } = setUp();
    plan(() => 'ENOSPC');
    writer.write('one\n');
    await turn();
    writer.write('two\n');
    writer.write('three\n');
    await vi.waitFor(() => expect(writer.dropped).toBe(3), PATIENCE);
    plan((bytes) => bytes);
    writer.write('four\n');
    await until('four');
    expect(out()).toBe('[3 dropped: ENOSPC: it failed]\nfour\n');
    expect(writer.dropped).toBe(3);
  });

  it('begins a new line after one that a full disk has cut off', async () => {
    const { writer, out, plan, until } = setUp();
    let room = 9;
    plan((bytes) => {
      const taken = Math.min(room, bytes);
      room -= taken;
      return taken === 0 ? 'ENOSPC' : taken;
    });
    for (const line of ['whole\n', 'cut off\n', 'gone\n']) writer.write(line);
    await turn();
    expect([out(), writer.dropped]).toEqual(['whole\ncut', 2]);
    room = 1_000;
    await until('2 dropped');
    writer.write('after\n');
    await until('after');
    expect(out()).toBe('whole\ncut\n[2 dropped: ENOSPC: it failed]\nafter\n');
  });

  it('writes what is left when the process ends', () => {
    const { writer, out, plan } = setUp();
    plan(() => 1);
    writer.write('last words\n');
    writer.finish();
    expect(out()).toBe('last words\n');
  });

  it('ends within a second though nobody reads the last words', () => {
    const { writer, plan } = setUp();
    let tries = 0;
    plan(() => {
      tries += 1;
      return 'EAGAIN';
    });
    writer.write('last words\n');
    const startedAt = performance.now();
    writer.finish();
    expect(performance.now() - startedAt).toBeGreaterThan(400);
    // Five milliseconds apart, or more if the machine is busy.
    expect(tries).toBeLessThan(200);
  });

  it('goes on with what another thread has not written yet, when the process ends', async () => {
    let out = '';
    const pending: (() => void)[] = [];
    const writer = new LineWriter({
      output: {
        write: (bytes) =>
          new Promise((resolve) => {
            pending.push(() => {
              out += Buffer.from(bytes).toString();
              resolve(bytes.length);
            });
          }),
        writeNow: (bytes) => {
          out += Buffer.from(bytes).toString();
          return bytes.length;
        },
      },
      noticeOf: () => '',
    });
    writer.write('first\n');
    await turn();
    writer.write('second\n');
    // The system ends what the thread has begun; only then does the process end.
    for (const end of pending) end();
    writer.finish();
    expect(out).toBe('first\nsecond\n');
  });
});
