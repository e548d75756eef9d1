import { expect } from 'vitest';
import type { Text } from '../../src/base/language.ts';

/** Pages of the developer console, which have names of their own in Chinese. */
const CONSOLE_PAGES = /"(Events & Callbacks|Encryption Strategy|Credentials & Basic Info)"/g;

/** That a sentence is Chinese in Chinese, and names what the English one does: what stands in quotation marks, and numbers. */
export function expectBothLanguages({ en, zh }: Text): void {
  expect(zh).toMatch(/\p{Script=Han}/u);
  expect(zh).not.toMatch(/undefined|\[object|\uE000/);
  expect(factsIn(zh), `${en}\n${zh}`).toEqual(factsIn(en.replace(CONSOLE_PAGES, '')));
}

function factsIn(text: string): string[] {
  const quoted = text.match(/"(?:[^"\\]|\\.)*"/g) ?? [];
  const numbers = text.replace(/"(?:[^"\\]|\\.)*"/g, ' ').match(/\d+/g) ?? [];
  return [...new Set([...quoted, ...numbers])].sort();
}
