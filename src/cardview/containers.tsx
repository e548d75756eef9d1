import type { ComponentChild, VNode } from 'preact';
import type { Canvas, Draw } from './canvas.ts';
import { prefixIcon } from './icon.tsx';
import { Link } from './link.tsx';
import { background, color, edges, flexAlign, gap, px, style } from './look.ts';
import { numberOf, objectOf, objectsOf, type RawObject, webLink, wordOf } from './reading.ts';
import { drawText } from './text.tsx';

/** What a container holds, laid out as its `direction`, spacings and alignments say. */
export function drawFlow(container: RawObject, canvas: Canvas, otherwise = 8): ComponentChild {
  const horizontal = container.direction === 'horizontal';
  const across = flexAlign(container.horizontal_align);
  const down = flexAlign(container.vertical_align);
  const look = style({
    rowGap: gap(container.vertical_spacing, otherwise),
    columnGap: gap(container.horizontal_spacing),
    justifyContent: horizontal ? across : down,
    alignItems: horizontal ? down : across,
  });
  return (
    <div class={horizontal ? 'fs-flow fs-across' : 'fs-flow'} style={look}>
      {canvas.draw(container.elements, { ...canvas, depth: canvas.depth + 1 })}
    </div>
  );
}

/** `column_set` (…/containers/column-set). How it behaves on narrow screens is in the style sheet, by `flex_mode`. */
export const drawColumnSet: Draw = (component, canvas) => {
  const mode = /^(stretch|flow|bisect|trisect)$/.exec(wordOf(component.flex_mode))?.[0] ?? 'none';
  return (
    <div
      class={`fs-columns fs-fold-${mode}`}
      style={style({
        margin: edges(component.margin),
        gap: gap(component.horizontal_spacing),
        justifyContent: flexAlign(component.horizontal_align),
        background: background(component.background_style, canvas.config),
      })}
    >
      {objectsOf(component.columns).map((column, i) => (
        <Column key={i} column={column} canvas={canvas} />
      ))}
    </div>
  );
};

function Column(props: { column: RawObject; canvas: Canvas }): VNode {
  const { column, canvas } = props;
  const weight = Math.min(Math.max(numberOf(column.weight) ?? 1, 1), 5);
  const fixed = px(column.width);
  const flex = column.width === 'weighted' ? `${weight} 1 0` : fixed ? `0 0 ${fixed}` : '0 1 auto';
  return (
    <div
      class="fs-column"
      style={style({
        flex,
        margin: edges(column.margin),
        padding: edges(column.padding),
        background: background(column.background_style, canvas.config),
        borderRadius: background(column.background_style, canvas.config) && '6px',
        alignSelf: flexAlign(column.vertical_align),
      })}
    >
      {drawFlow(column, canvas)}
    </div>
  );
}

/** `collapsible_panel`, drawn as <details> (…/containers/collapsible-panel). */
export const drawPanel: Draw = (component, canvas) => {
  const header = objectOf(component.header);
  const border = component.border === undefined ? undefined : objectOf(component.border);
  const edge = color(border?.color, canvas.config) ?? 'var(--fs-line)';
  return (
    <details
      class="fs-panel"
      open={component.expanded === true}
      style={style({
        margin: edges(component.margin),
        background: background(component.background_color, canvas.config),
        border: border && `1px solid ${border.color === 'grey' ? 'var(--fs-line)' : edge}`,
        borderRadius: border && (px(border.corner_radius) ?? '5px'),
      })}
    >
      <summary
        class={header.icon_position === 'left' ? 'fs-lead' : undefined}
        style={style({
          padding: edges(header.padding),
          background: background(header.background_color, canvas.config),
        })}
      >
        <span class="fs-summary">{drawText(header.title, canvas)}</span>
        {prefixIcon(header.icon, canvas) ?? <span class="fs-arrow" />}
      </summary>
      <div style={style({ padding: edges(component.padding) ?? '8px' })}>{drawFlow(component, canvas)}</div>
    </details>
  );
};

/** `interactive_container`: a box that is a link, or would call the app (…/containers/interactive-container). */
export const drawInteractive: Draw = (component, canvas) => {
  const open = objectsOf(component.behaviors).find((one) => one.type === 'open_url');
  const url = webLink(open?.pc_url) ?? webLink(open?.default_url);
  const edge = color(component.border_color, canvas.config) ?? 'var(--fs-line)';
  return (
    <div
      class="fs-box"
      style={style({
        margin: edges(component.margin),
        padding: edges(component.padding) ?? '4px 12px',
        width: px(component.width),
        background: background(component.background_style, canvas.config),
        border: component.has_border === true ? `1px solid ${edge}` : undefined,
        borderRadius: px(component.corner_radius),
      })}
    >
      {drawFlow(component, canvas)}
      {url ? <Link url={url} class="fs-cover" /> : null}
    </div>
  );
};
