import type { ComponentChild } from 'preact';
import type { Canvas, Draw } from './canvas.ts';
import { patternTime } from './localTime.ts';
import { extent, style, textAlign } from './look.ts';
import { drawLarkMd, drawMarkdown, tagClass } from './markdown.tsx';
import { Person } from './people.tsx';
import { type Json, numberOf, objectOf, objectsOf, textOf } from './reading.ts';

/** Feishu shows this many rows and turns pages for the rest; here the rest is named (…/content-components/table). */
const ROWS_PER_PAGE = 5;

/** `table`: columns of typed data. */
export const drawTable: Draw = (component, canvas) => {
  const columns = objectsOf(component.columns);
  const rows = objectsOf(component.rows);
  const shown = rows.slice(0, numberOf(component.page_size) ?? ROWS_PER_PAGE);
  const named = columns.some((column) => textOf(column.display_name));
  return (
    <div class="fs-scroll">
      <table class="fs-grid">
        {named ? <Head columns={columns} look={objectOf(component.header_style)} /> : null}
        <tbody>
          {shown.map((row, i) => (
            <tr key={i}>
              {columns.map((column, j) => (
                <td key={j} style={style({ textAlign: alignOf(column) })}>
                  {drawCell(row[String(column.name)], column, canvas)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown.length ? (
        <div class="fs-more">
          1–{shown.length} / {rows.length}
        </div>
      ) : null}
    </div>
  );
};

function Head(props: { columns: readonly Json[]; look: Json }): ComponentChild {
  const { look } = props;
  return (
    <thead
      style={style({
        background: look.background_style === 'grey' ? 'var(--fs-grey-100)' : undefined,
        color: look.text_color === 'grey' ? 'var(--fs-grey-600)' : undefined,
        fontWeight: look.bold === false ? '400' : undefined,
      })}
    >
      <tr>
        {props.columns.map((column, i) => (
          <th key={i} scope="col" style={style({ width: extent(column.width), textAlign: alignOf(column) })}>
            {textOf(column.display_name)}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function alignOf(column: Json): string | undefined {
  if (column.horizontal_align === 'left') return undefined;
  return textAlign(column.horizontal_align) ?? (column.data_type === 'number' ? 'right' : undefined);
}

function drawCell(cell: unknown, column: Json, canvas: Canvas): ComponentChild {
  if (cell === undefined || cell === null) return '';
  switch (column.data_type) {
    case 'lark_md':
      return drawLarkMd(String(cell), canvas);
    case 'markdown':
      return drawMarkdown(String(cell), canvas);
    case 'number':
      return numberText(numberOf(cell), objectOf(column.format)) ?? plain(cell);
    case 'date':
      return dateText(numberOf(cell), textOf(column.date_format), canvas) ?? plain(cell);
    case 'persons':
      return listOf(cell).map((id, i) => <Person key={i} id={String(id)} canvas={canvas} />);
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

function numberText(value: number | undefined, format: Json): string | undefined {
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
