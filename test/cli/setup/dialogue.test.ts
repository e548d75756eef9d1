import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { asIs } from '../../../src/base/language.ts';
import { terminalDialogue } from '../../../src/cli/setup/dialogue.ts';

/** A terminal: what is typed goes in when something is asked. */
function terminal() {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const output = Object.assign(new PassThrough(), { columns: 100, isTTY: true });
  let shown = '';
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
  });
  const type = (text: string): void => void setImmediate(() => input.write(text));
  return { dialogue: terminalDialogue(input, output, 'zh'), type, shown: () => shown };
}

it('asks in a terminal, checks the answer, and shows no secret', async () => {
  const { dialogue, type, shown } = terminal();
  type('cli_1\r');
  expect(await dialogue.ask({ text: { en: 'Id', zh: '编号' } })).toBe('cli_1');
  expect(shown()).toContain('编号');
  type('hidden\r');
  expect(await dialogue.ask({ text: asIs('Secret'), isSecret: true })).toBe('hidden');
  expect(shown()).not.toContain('hidden');
  type('\u001B[B\r');
  const options = ['a', 'b'].map((value) => ({ value, label: asIs(`option ${value}`) }));
  expect(await dialogue.choose(asIs('Which?'), options)).toBe('b');
  type('y');
  expect(await dialogue.confirm(asIs('Sure?'))).toBe(true);
  // No English word of the library beside the Chinese questions.
  expect(shown()).toContain('↑/↓ 选择，回车确认');
  expect(shown()).toMatch(/是.*否/);
  expect(shown()).not.toMatch(/navigate|Enter|Yes|No\b/);
});

it('stops with a sentence at Ctrl-C', async () => {
  const { dialogue, type } = terminal();
  type('\u0003');
  await expect(dialogue.ask({ text: asIs('Id') })).rejects.toThrow(/Run it again/);
});
