import type { ComponentChild } from 'preact';
import type { Draw } from './canvas.ts';
import { edges, extent, px, style, textAlign } from './look.ts';
import { localText, numberOf, objectOf, objectsOf, type RawObject, textOf, wordOf } from './reading.ts';
import { drawCell } from './tableCells.tsx';

/** Feishu shows this many rows a page by default; the other pages are only counted here (…/content-components/table). */
const ROWS_PER_PAGE = 5;
const LINE_PX = 22;
/** Above and below the text of a cell, px. */
const CELL_PADDING_PX = 18;
/** `auto` grows up to this unless `row_max_height` says otherwise, px. */
const DEFAULT_MAX_HEIGHT_PX = 124;
/**
 * Heights of the named rows, px. The page gives no numbers; custom heights are 32 to 124 px, and a row of one, two and four
 * lines fits them.
 */
const NAMED_HEIGHTS: ReadonlyMap<unknown, number> = new Map([
  ['low', 40],
  ['middle', 62],
  ['high', 106],
]);

/** `table`: columns of typed data. What does not fit a row is cut off with an ellipsis, as in Feishu. */
export const drawTable: Draw = (component, canvas) => {
  const columns = objectsOf(component.columns);
  const rows = objectsOf(component.rows);
  const shown = rows.slice(0, numberOf(component.page_size) ?? ROWS_PER_PAGE);
  const named = columns.some((column) => nameOf(column, canvas.locale) !== '');
  const row = rowLook(component);
  return (
    <div class="fs-table" style={style({ margin: edges(component.margin) })}>
      <div class={component.freeze_first_column === true ? 'fs-scroll fs-frozen' : 'fs-scroll'}>
        <table class="fs-grid">
          {named ? (
            <Head columns={columns} look={objectOf(component.header_style)} locale={canvas.locale} />
          ) : null}
          <tbody>
            {shown.map((cells, i) => (
              <tr key={i} style={style({ height: row.height })}>
                {columns.map((column, j) => (
                  <td key={j} style={cellLook(column)}>
                    <div class={cellClass(column)} style={style({ '-webkit-line-clamp': String(row.lines) })}>
                      {drawCell(cells[wordOf(column.name)], column, canvas)}
                    </div>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shown.length ? (
        <div class="fs-pages">
          <span class="fs-page-arrow fs-off" />
          1–{shown.length} / {rows.length}
          <span class="fs-page-arrow" />
        </div>
      ) : null}
    </div>
  );
};

/** The height of rows that have one, and how many lines of text fit. */
function rowLook(table: RawObject): { readonly height: string | undefined; readonly lines: number } {
  const isAuto = table.row_height === 'auto';
  const given = isAuto ? pixels(table.row_max_height) : pixels(table.row_height);
  const named = NAMED_HEIGHTS.get(table.row_height) ?? NAMED_HEIGHTS.get('low') ?? 40;
  const height = given ?? (isAuto ? DEFAULT_MAX_HEIGHT_PX : named);
  const lines = Math.max(1, Math.floor((height - CELL_PADDING_PX) / LINE_PX));
  return { height: isAuto ? undefined : `${height}px`, lines };
}

function pixels(value: unknown): number | undefined {
  const [, digits] = /^(\d{2,3})px$/.exec(wordOf(value)) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function cellLook(column: RawObject): ReturnType<typeof style> {
  const vertical = column.vertical_align === 'top' || column.vertical_align === 'bottom';
  return style({
    width: extent(column.width),
    minWidth: px(column.width),
    textAlign: alignOf(column),
    verticalAlign: vertical ? wordOf(column.vertical_align) : undefined,
  });
}

/** A column without a width is as wide as its longest line; if that is too much, the table scrolls sideways. */
function cellClass({ width }: RawObject): string {
  return extent(width) === undefined ? 'fs-cell fs-fits' : 'fs-cell';
}

function Head(props: { columns: readonly RawObject[]; look: RawObject; locale: string }): ComponentChild {
  const { look } = props;
  const lines = Math.max(1, Math.floor(numberOf(look.lines) ?? 1));
  return (
    <thead
      style={style({
        background: look.background_style === 'grey' ? 'var(--fs-grey-100)' : undefined,
        color: look.text_color === 'grey' ? 'var(--fs-grey-600)' : undefined,
        fontWeight: look.bold === false ? '400' : undefined,
        fontSize: look.text_size === 'heading' ? '16px' : undefined,
      })}
    >
      <tr>
        {props.columns.map((column, i) => (
          <th
            key={i}
            scope="col"
            style={style({
              width: extent(column.width),
              textAlign: textAlign(look.text_align) ?? alignOf(column),
            })}
          >
            <div class={cellClass(column)} style={style({ '-webkit-line-clamp': String(lines) })}>
              {nameOf(column, props.locale)}
            </div>
          </th>
        ))}
      </tr>
    </thead>
  );
}

function nameOf(column: RawObject, locale: string): string {
  const local = textOf(objectOf(column.i18n_display_name)[locale]);
  return local ?? localText({ content: column.display_name }, locale);
}

function alignOf(column: RawObject): string | undefined {
  if (column.horizontal_align === 'left') return undefined;
  return textAlign(column.horizontal_align) ?? (column.data_type === 'number' ? 'right' : undefined);
}
