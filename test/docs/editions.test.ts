import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../support/tempFolder.ts';
import { differences, editions } from './editions.ts';

describe.each(editions().map((edition) => [edition.chinese, edition] as const))('%s', (chinese, edition) => {
  it('says as much as the English edition, in the same order', () => {
    expect(existsSync(chinese)).toBe(true);
    expect(differences(edition)).toEqual([]);
  });
});

describe('two editions', () => {
  const ENGLISH = `# Hooks
See [the site](https://example.com/a), \`url\` and \`form.<name>\`.

| key | meaning |
|---|---|
| \`name\` | its name |

- one
- two

\`\`\`yaml
hooks:            # others
  - name: erp
\`\`\`
`;
  const CHINESE = `# 推送
\`url\` 和 \`form.<名称>\` 见[网站](https://example.com/a)。

| 键 | 含义 |
|---|---|
| \`name\` | 名称 |

- 一
- 二

\`\`\`yaml
hooks:   # 其他系统
  - name: erp
\`\`\`
`;

  function compared(chinese: string): string[] {
    const folder = tempFolder();
    const [a, b] = [join(folder, 'a.md'), join(folder, 'b.md')];
    writeFileSync(a, ENGLISH);
    writeFileSync(b, chinese);
    return differences({ english: a, chinese: b }).map((line) => line.slice(b.length));
  }

  it('may differ in words and in comments', () => {
    expect(compared(CHINESE)).toEqual([]);
  });

  it.each([
    ['headings', '# 推送', '## 推送'],
    ['headings', '- 一', '## 一'],
    ['code blocks', 'name: erp', 'name: crm'],
    ['rows of tables', '| `name` | 名称 |\n', ''],
    ['rows of tables', '`name`', '`url`'],
    ['links', 'example.com/a', 'example.com/b'],
    ['items of lists', '- 二\n', ''],
    ['names', '`url` 和', ''],
  ])('may not differ in %s', (kind, there, instead) => {
    expect(compared(CHINESE.replace(there, instead)).join('\n')).toContain(`: ${kind}`);
  });
});
