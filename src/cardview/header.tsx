import type { VNode } from 'preact';
import type { Canvas } from './canvas.ts';
import { prefixIcon } from './icon.tsx';
import { edges, style } from './look.ts';
import { tagClass } from './markdown.tsx';
import { hueOf } from './palette.ts';
import { localText, objectOf, objectsOf, type RawObject } from './reading.ts';
import { drawText } from './text.tsx';

/** A header shows at most three labels (…/content-components/title). */
const MOST_TAGS = 3;

/** The coloured band on top: icon, title, subtitle, labels. */
export function Header(props: { header: RawObject; canvas: Canvas }): VNode {
  const { header, canvas } = props;
  const hue = hueOf(header.template);
  const local = objectsOf(objectOf(header.i18n_text_tag_list)[canvas.locale]);
  const tags = local.length > 0 ? local : objectsOf(header.text_tag_list);
  const subtitle = localText(objectOf(header.subtitle), canvas.locale);
  return (
    <div
      class={hue ? 'fs-header fs-tinted' : 'fs-header'}
      style={style({
        padding: edges(header.padding),
        '--fs-tint': hue ? `var(--fs-${hue}-100)` : undefined,
        '--fs-ink': hue ? `var(--fs-${hue}-700)` : undefined,
      })}
    >
      {prefixIcon(header.icon, canvas, 20)}
      <div class="fs-heading">
        <div class="fs-title-row">
          <span class="fs-title">{drawText(header.title, canvas)}</span>
          {tags.slice(0, MOST_TAGS).map((tag, i) => (
            <span key={i} class={tagClass(tag.color)}>
              {drawText(tag.text, canvas)}
            </span>
          ))}
        </div>
        {subtitle ? <div class="fs-subtitle">{drawText(header.subtitle, canvas)}</div> : null}
      </div>
    </div>
  );
}
