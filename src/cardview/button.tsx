import type { Draw } from './canvas.ts';
import { prefixIcon } from './icon.tsx';
import { edges, px, style } from './look.ts';
import { localText, objectOf, objectsOf, webLink, wordOf } from './reading.ts';
import { drawText } from './text.tsx';

const TYPES = /^(primary|danger|text|primary_text|danger_text|primary_filled|danger_filled|laser)$/;
const SIZES = /^(tiny|small|large)$/;

/**
 * `button` (…/interactive-components/button): a link if it opens a page. `data-press` holds what it calls back with, for a page that
 * listens; elsewhere it is dead.
 */
export const drawButton: Draw = (component, canvas) => {
  const open = objectsOf(component.behaviors).find((one) => one.type === 'open_url');
  // `default_url` is only the fallback of a platform's own address.
  const url = webLink(open?.pc_url) ?? webLink(open?.default_url);
  const type = TYPES.exec(wordOf(component.type))?.[0] ?? 'default';
  const size = SIZES.exec(wordOf(component.size))?.[0] ?? 'medium';
  const look = {
    class: `fs-button fs-as-${type} fs-${size}`,
    title: localText(objectOf(component.hover_tips), canvas.locale) || undefined,
    style: style({
      margin: edges(component.margin),
      width: component.width === 'fill' ? '100%' : px(component.width),
    }),
  };
  const face = [prefixIcon(component.icon, canvas), drawText(component.text, canvas)];
  if (url && component.disabled !== true) {
    return (
      <a {...look} href={url} target="_blank" rel="noreferrer noopener nofollow">
        {face}
      </a>
    );
  }
  const call = objectsOf(component.behaviors).find((one) => one.type === 'callback');
  return (
    <button
      {...look}
      type="button"
      disabled={component.disabled === true}
      data-press={call ? JSON.stringify(call.value ?? {}) : undefined}
    >
      {face}
    </button>
  );
};
