import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ICON_KINDS, type IconKind, iconGroups } from '../../src/cards/check/iconTokens.ts';

const PAGES = ['docs/icons.md', 'docs/zh-CN/icons.md'] as const;
const WIDEST = 120;

/** The tokens of one kind, a paragraph for each group. */
function listOf(kind: IconKind): string {
  const groups = iconGroups(kind).map((tokens) => {
    const lines: string[] = [''];
    for (const token of tokens) {
      const line = `${lines.at(-1)} ${token}`.trim();
      if (line.length > WIDEST) lines.push(token);
      else lines[lines.length - 1] = line;
    }
    return lines.join('\n');
  });
  return `\`\`\`text\n${groups.join('\n\n')}\n\`\`\``;
}

// Write them again with: UPDATE_DOCS=1 npx vitest run test/cards/icons.test.ts
it.each(PAGES)('%s lists every icon that validate knows', (path) => {
  const page = readFileSync(path, 'utf8');
  let expected = page;
  for (const kind of ICON_KINDS) {
    const section = new RegExp(`(<!-- ${kind}: .*? -->\\n)[\\s\\S]*?(<!-- /${kind} -->)`);
    expect(page).toMatch(section);
    expected = expected.replace(
      section,
      (_, open: string, close: string) => `${open}${listOf(kind)}\n${close}`,
    );
  }
  if (process.env.UPDATE_DOCS) writeFileSync(path, expected);
  else expect(page).toBe(expected);
});

it('knows every icon once, and those that docs/templates.md recommends', () => {
  const known = ICON_KINDS.flatMap(iconGroups).flat();
  expect(new Set(known).size).toBe(known.length);
  const page = readFileSync('docs/templates.md', 'utf8');
  const named = [...page.matchAll(/`([a-z0-9-]+_(?:outlined|filled|colorful))`/g)].map(([, token]) => token);
  expect(named.length).toBeGreaterThan(60);
  expect(named.filter((token) => !known.includes(token ?? ''))).toEqual([]);
});
