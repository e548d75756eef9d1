import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fontFolder, fontPiecesFor, inlineFontFaces } from '../../src/base/bundledFont.ts';

it('finds the pieces that a text needs, and no others', () => {
  const latin = fontPiecesFor('Approval');
  expect(latin.length).toBeLessThan(5);
  expect(fontPiecesFor('审批 Approval').length).toBeGreaterThan(latin.length);
  for (const { file } of fontPiecesFor('采购申请')) expect(existsSync(join(fontFolder(), file))).toBe(true);
});

it('puts the font itself into the rules', () => {
  const rules = inlineFontFaces('Approval');
  expect(rules).toContain("font-family: 'Noto Sans SC Variable'");
  expect(rules).toMatch(/url\(data:font\/woff2;base64,[A-Za-z0-9+/=]{1000,}\)/);
  expect(rules).not.toContain('./files/');
});
