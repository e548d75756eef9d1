import type { ComponentChild, VNode } from 'preact';
import type { Canvas, Draw } from './canvas.ts';
import { prefixIcon } from './icon.tsx';
import { color, edges, px, style, textAlign, textSize } from './look.ts';
import { drawLarkMd, drawMarkdown } from './markdown.tsx';
import { localText, numberOf, objectOf, objectsOf } from './reading.ts';

/** A text object: `plain_text`, `lark_md`, or `markdown` if a title allows it. */
export function drawText(value: unknown, canvas: Canvas): ComponentChild {
  const text = objectOf(value);
  const content = localText(text, canvas.locale);
  if (text.tag === 'lark_md') return drawLarkMd(content, canvas);
  if (text.tag === 'markdown') return drawMarkdown(content, canvas);
  return content;
}

/** A text object with its own size, colour, alignment and number of lines. */
function Words(props: { value: unknown; canvas: Canvas }): VNode {
  const text = objectOf(props.value);
  const lines = numberOf(text.lines);
  const look = style({
    ...textSize(text.text_size, props.canvas.config),
    color: text.tag === 'lark_md' ? undefined : color(text.text_color, props.canvas.config),
    textAlign: textAlign(text.text_align),
    '-webkit-line-clamp': lines === undefined ? undefined : String(Math.floor(lines)),
  });
  const kind = `fs-text${text.tag === 'lark_md' ? '' : ' fs-plain'}${lines === undefined ? '' : ' fs-clamp'}`;
  return (
    <div class={kind} style={look}>
      {drawText(text, props.canvas)}
    </div>
  );
}

/** `div`: a text, an icon before it, and fields in one or two columns (…/content-components/plain-text). */
export const drawDiv: Draw = (component, canvas) => {
  const fields = objectsOf(component.fields);
  const width = component.width === 'auto' ? 'fit-content' : px(component.width);
  return (
    <div class="fs-div" style={style({ margin: edges(component.margin), width })}>
      {component.text === undefined ? null : (
        <div class="fs-row">
          {prefixIcon(component.icon, canvas)}
          <Words value={component.text} canvas={canvas} />
        </div>
      )}
      {fields.length === 0 ? null : (
        <div class="fs-fields">
          {fields.map((field, i) => (
            <div key={i} class={field.is_short === true ? 'fs-field fs-short' : 'fs-field'}>
              <Words value={field.text} canvas={canvas} />
            </div>
          ))}
        </div>
      )}
    </div>
  );
};

/** `markdown` (…/content-components/rich-text). */
export const drawMarkdownComponent: Draw = (component, canvas) => (
  <div
    class="fs-row"
    style={style({
      margin: edges(component.margin),
      ...textSize(component.text_size, canvas.config),
      textAlign: textAlign(component.text_align),
    })}
  >
    {prefixIcon(component.icon, canvas)}
    <div class="fs-text fs-markdown">{drawMarkdown(localText(component, canvas.locale), canvas)}</div>
  </div>
);
