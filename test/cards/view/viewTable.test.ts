import { describe, expect, it } from 'vitest';
import type { FieldValue } from '../../../src/approval/field.ts';
import type { Locale } from '../../../src/approval/locale.ts';
import { openSheet } from '../../../src/cards/render/produce.ts';
import { renderCard } from '../../../src/cards/render/render.ts';
import { BUDGETS, type Budget } from '../../../src/cards/view/budget.ts';
import type { FieldView } from '../../../src/cards/view/viewFields.ts';
import { input, packaged } from '../cards.ts';
import { cardWords } from '../reader.ts';

const text = (words: string) => ({ kind: 'text', text: words }) as const;
type Table = Extract<FieldValue, { kind: 'table' }>;

function tableOf(columns: readonly string[], ...rows: readonly (readonly string[])[]): Table {
  return { kind: 'table', columns, rows: rows.map((row) => row.map(text)) };
}

function viewOf(value: Table, budget: Budget | undefined = BUDGETS[0]): FieldView {
  if (!budget) throw new Error('there are no budgets');
  const card = input('PENDING', { fields: [{ id: 't', name: '明细', value }] });
  const [field] = openSheet(card, budget).view.fields as readonly FieldView[];
  if (!field) throw new Error('there is no field');
  return field;
}

const templates = packaged();
const rendered = (value: Table, locale: Locale = 'zh-CN'): string =>
  renderCard(templates, input('PENDING', { locale, fields: [{ id: 't', name: '明细', value }] })).content;

describe('a table of a card', () => {
  it('shows rows of one line on every client of Card JSON 2.0', () => {
    expect(viewOf(tableOf(['名称', '数量'], ['显示器', '8'])).rowHeight).toBe('low');
    const [table] = (
      JSON.parse(rendered(tableOf(['名称', '数量'], ['显示器', '8']))) as {
        body: { elements: { tag: string }[] };
      }
    ).body.elements.filter(({ tag }) => tag === 'table');
    expect(table).toMatchObject({ row_height: 'low', row_max_height: '999px' });
  });

  it.each([
    ['two lines', 'a\nb', '62px', 'auto'],
    ['a long text', '很长的说明'.repeat(8), '84px', '240px'],
    ['a longer one', '很长的说明'.repeat(16), '106px', '400px'],
    ['words that break between them', 'a long remark of '.repeat(4), '84px', '240px'],
    ['one that no row can hold', '很长的说明'.repeat(60), '106px', '600px'],
    ['many lines', 'a\nb\nc\nd\ne\nf', 'low', 'auto'],
  ])('makes rows as high as their highest cell needs: %s', (_, words, height, width) => {
    const view = viewOf(tableOf(['名称', '说明'], ['显示器', '8'], ['椅子', words]));
    expect(view.rowHeight).toBe(height);
    expect(view.columns.map((column) => column.width)).toEqual(['auto', width]);
  });

  it.each([
    ['zh-CN', '2026-12-01 09:00 至 2026-12-02 18:00（2 天）', '157px', '62px'],
    ['en-US', 'Dec 1, 2026 09:00 – Dec 2, 2026 18:00 (2 days)', '164px', '62px'],
    ['zh-CN', '2025-12-01 09:00 至 2026-12-02 18:00（2 天）', '157px', '62px'],
    ['zh-CN', '2025-12-01 09:00', 'auto', 'low'],
  ] as const)(
    'gives each end of a span a line of its own, without this year: %s %s',
    (locale, span, width, height) => {
      const { body } = JSON.parse(rendered(tableOf(['时间', '地点'], [span, '上海']), locale)) as {
        body: { elements: { tag: string; row_height?: string; columns?: { width: string }[] }[] };
      };
      const table = body.elements.find(({ tag }) => tag === 'table');
      expect([table?.columns?.[0]?.width, table?.row_height]).toEqual([width, height]);
      expect(JSON.stringify(table)).not.toMatch(/2026/);
    },
  );

  it('puts a cell of many lines on one, however many spaces it has', () => {
    const spaces = ' '.repeat(200_000);
    const cell = `${Array.from('abcdefghijkl').join(` \n \n${spaces}`)}${spaces}end`;
    expect(rendered(tableOf(['说明', '数量'], [cell, '8']))).toContain(
      'a · b · c · d'.replaceAll(' ·', '\u00a0·'),
    );
  });

  it('sets numbers to the right', () => {
    const view = viewOf(
      tableOf(['名称', '单价', '备注'], ['显示器', '¥1,200.00', '8'], ['椅子', 'CNY 300', '—']),
    );
    expect(view.columns.map((column) => column.align)).toEqual(['left', 'right', 'left']);
  });

  it('keeps eleven columns', () => {
    const columns = Array.from({ length: 11 }, (_, i) => `列${i + 1}`);
    const words = cardWords(
      rendered(
        tableOf(
          columns,
          columns.map((name) => `${name}的值`),
        ),
      ),
    );
    for (const name of columns) expect(words).toContain(`${name}的值`);
    expect(words).not.toContain('另有');
  });

  it('shows as many columns as fit on a phone, sums before other details, and folds the whole table', () => {
    const columns = ['时间', '出发地', '目的地', '交通工具', '备注', '金额'];
    const row = ['2026-12-01 09:00 至 2026-12-02 18:00（2 天）', '北京', '上海', '高铁', '无', '¥500.00'];
    const { elements } = (
      JSON.parse(rendered(tableOf(columns, row))) as { body: { elements: Record<string, unknown>[] } }
    ).body;
    const table = elements.find(({ tag }) => tag === 'table') as { columns: { display_name: string }[] };
    expect(table.columns.map((column) => column.display_name)).toEqual(['时间', '出发地', '金额']);
    const folded = elements.filter(({ tag }) => tag === 'collapsible_panel');
    const panel = cardWords(JSON.stringify({ schema: '2.0', body: { elements: folded } }));
    for (const cell of row) expect(panel).toContain(cell);
    expect(panel).toContain('展开其余 1 个字段');
    expect(cardWords(rendered(tableOf(columns, row), 'en-US'))).toMatch(/Show 1 more field$/m);
  });

  it('says how many columns find no room', () => {
    const columns = Array.from({ length: 51 }, (_, i) => `列${i + 1}`);
    expect(cardWords(rendered(tableOf(columns, columns)))).toContain('另有 1 列，请在审批中查看');
  });

  it('says it if the table is shown as text, too', () => {
    const columns = Array.from({ length: 12 }, (_, i) => `列${i + 1}`);
    const value = tableOf(columns, ...Array.from({ length: 30 }, () => columns));
    const fields = Array.from({ length: 6 }, (_, i) => ({ id: `t${i}`, name: `明细${i}`, value }));
    const { content } = renderCard(templates, input('PENDING', { fields }));
    expect(cardWords(content)).toMatch(/共 30 行，显示前 \d+ 行( · 另有 \d+ 列)?/);
  });
});
