import type { ComponentChild } from 'preact';
import type { Canvas } from './canvas.ts';
import { patternTime } from './localTime.ts';
import { drawLarkMd, drawMarkdown, tagClass } from './markdown.tsx';
import { Person } from './people.tsx';
import { numberOf, objectOf, type RawObject, textOf, wordOf } from './reading.ts';

/** One cell of a table, by the type of its column (…/content-components/table). */
export function drawCell(cell: unknown, column: RawObject, canvas: Canvas): ComponentChild {
  if (cell === undefined || cell === null) return '';
  switch (column.data_type) {
    case 'lark_md':
      return drawLarkMd(wordOf(cell), canvas);
    case 'markdown':
      return drawMarkdown(wordOf(cell), canvas);
    case 'number':
      return numberText(numberOf(cell), objectOf(column.format)) ?? plain(cell);
    case 'date':
      return dateText(numberOf(cell), textOf(column.date_format), canvas) ?? plain(cell);
    case 'persons':
      return listOf(cell).map((id, i) => <Person key={i} id={wordOf(id)} canvas={canvas} />);
    case 'options':
      return listOf(cell).map((option, i) => {
        const one = typeof option === 'string' ? { text: option } : objectOf(option);
        return (
          <span key={i} class={tagClass(one.color)}>
            {textOf(one.text)}
          </span>
        );
      });
    default:
      return plain(cell);
  }
}

function listOf(cell: unknown): unknown[] {
  return Array.isArray(cell) ? cell : [cell];
}

/** What is not text in a text column is turned into text. */
function plain(cell: unknown): string {
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}

function numberText(value: number | undefined, format: RawObject): string | undefined {
  if (value === undefined) return undefined;
  const precision = Math.min(Math.max(numberOf(format.precision) ?? -1, -1), 10);
  const digits = precision < 0 ? String(value) : value.toFixed(precision);
  const [whole = '', fraction] = digits.split('.');
  const grouped = format.separator === true ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole;
  return `${textOf(format.symbol) ?? ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

function dateText(at: number | undefined, pattern: string | undefined, canvas: Canvas): string | undefined {
  return at === undefined ? undefined : patternTime(at, pattern ?? 'YYYY-MM-DD HH:mm', canvas);
}
