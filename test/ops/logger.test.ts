import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createLogger, type LoggerOptions } from '../../src/ops/logger.ts';
import { LONGEST_TEXT } from '../../src/ops/logLine.ts';

/** A logger, and what it has written. */
function setUp(options: Partial<LoggerOptions> = {}) {
  let out = '';
  let isFull = false;
  const writeNow = (bytes: Uint8Array): number => {
    if (isFull) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    out += Buffer.from(bytes).toString();
    return bytes.length;
  };
  const output = { write: writeNow, writeNow };
  const log = createLogger({ level: 'info', pretty: false, output, ...options });
  return {
    log,
    fills: (full: boolean) => {
      isFull = full;
    },
    async lines(): Promise<string[]> {
      await log.flush();
      return stripVTControlCharacters(out).trimEnd().split('\n');
    },
  };
}

describe('a log line', () => {
  it('is JSON: its level, its time, the facts, and a text that is always the same', async () => {
    const { log, lines } = setUp();
    log.warn({ chat: 'oc_1' }, 'a chat takes no messages');
    log.debug({}, 'not written at this level');
    const written = await lines();
    expect(written.map((line) => JSON.parse(line) as object)).toEqual([
      {
        level: 'warn',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
        chat: 'oc_1',
        msg: 'a chat takes no messages',
      },
    ]);
  });

  it('has what a person is to do in the language that was chosen, and its own text in English', async () => {
    const { log, lines } = setUp({ language: 'zh' });
    const text = { en: 'start the database', zh: '请启动数据库' };
    log.warn(
      { remedy: text, problems: [text], faults: [{ line: 3, message: text }], ids: ['oc_1'] },
      'stays',
    );
    const [line = ''] = await lines();
    expect(JSON.parse(line)).toMatchObject({
      remedy: '请启动数据库',
      problems: ['请启动数据库'],
      faults: [{ line: 3, message: '请启动数据库' }],
      ids: ['oc_1'],
      msg: 'stays',
    });
  });

  it('is cut if Feishu, or who claims to be Feishu, sends a megabyte', async () => {
    const { log, lines } = setUp();
    log.info({ messageId: 'x'.repeat(1_000_000) }, 'delivery');
    const [line = ''] = await lines();
    expect((JSON.parse(line) as { messageId: string }).messageId).toHaveLength(LONGEST_TEXT);
  });

  it('hides a secret by its name, also one level down', async () => {
    const { log, lines } = setUp();
    log.info({ token: 't-secret', request: { authorization: 'Bearer t-secret' } }, 'x');
    const [line = ''] = await lines();
    expect(line).not.toContain('t-secret');
    expect(line.match(/\[redacted\]/g)).toHaveLength(2);
  });

  it('is readable on a terminal', async () => {
    const { log, lines } = setUp({ pretty: true });
    log.error({ chat: 'oc_1' }, 'a chat takes no messages');
    const written = await lines();
    expect(written[0]).toMatch(/^\[\d\d:\d\d:\d\d\] ERROR: a chat takes no messages$/);
    expect(written[1]).toBe('    chat: "oc_1"');
  });
});

describe('lines that were dropped', () => {
  it.each([false, true])('are reported in a line like any other (pretty: %s)', async (pretty) => {
    const { log, lines, fills } = setUp({ pretty });
    fills(true);
    for (const chat of ['oc_1', 'oc_2']) log.info({ chat }, 'delivery');
    await log.flush();
    expect(log.dropped()).toBe(2);
    fills(false);
    log.info({ chat: 'oc_3' }, 'delivery');
    const text = (await lines()).join('\n');
    expect(text).toMatch(/warn.*log lines were dropped.*oc_3/is);
    expect(text).toMatch(/"?lines"?: ?2/);
    expect(text).toContain('ENOSPC: no space left on device');
    expect(text).not.toContain('oc_1');
  });
});
