import type { ComponentChild } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { drawButton } from './button.tsx';
import type { Canvas, Draw } from './canvas.ts';
import { drawColumnSet, drawFlow, drawInteractive, drawPanel } from './containers.tsx';
import { Header } from './header.tsx';
import { edges, style } from './look.ts';
import { drawPerson, drawPersonList } from './people.tsx';
import { drawChart, drawControl, drawImage, drawImages, Unknown } from './placeholder.tsx';
import { objectOf, objectsOf, type RawObject, textOf, wordOf } from './reading.ts';
import { drawTable } from './table.tsx';
import { drawDiv, drawMarkdownComponent } from './text.tsx';

/** The reader of the card. */
export interface CardReader {
  /** Names by open_id; anybody else is drawn as an unknown user. */
  readonly people?: ReadonlyMap<string, string>;
  /** Ms since the epoch: when the card was sent, for a time that names none. */
  readonly now?: number;
  /** IANA name of the reader's zone; default Asia/Shanghai. */
  readonly timezone?: string;
  /** The reader's language as cards name it; default `zh_cn`. */
  readonly locale?: string;
}

/** Cards nest five deep (…/feishu-cards/card-json-v2-structure); a deeper one is cut. */
const DEEPEST = 8;

const CONTROLS = [
  'input',
  'select_static',
  'multi_select_static',
  'select_person',
  'multi_select_person',
  'date_picker',
  'picker_time',
  'picker_datetime',
  'checker',
  'overflow',
];

const COMPONENTS: ReadonlyMap<string, Draw> = new Map<string, Draw>([
  ['markdown', drawMarkdownComponent],
  ['div', drawDiv],
  ['column_set', drawColumnSet],
  ['collapsible_panel', drawPanel],
  ['interactive_container', drawInteractive],
  ['form', drawFlow],
  ['table', drawTable],
  ['button', drawButton],
  ['person', drawPerson],
  ['person_list', drawPersonList],
  ['hr', (component) => <hr class="fs-hr" style={style({ margin: edges(component.margin) })} />],
  ['img', drawImage],
  ['img_combination', drawImages],
  ['chart', drawChart],
  ...CONTROLS.map((tag): [string, Draw] => [tag, drawControl]),
]);

/**
 * Draws a card (JSON 2.0, parsed) as an HTML fragment, close to how Feishu draws it. Never throws: an unknown
 * component becomes a labelled box. Nothing in the card can become HTML. Needs `cardStyles` on the page.
 */
export function drawCard(card: unknown, reader: CardReader = {}): string {
  const json = objectOf(card);
  const body = objectOf(json.body);
  const canvas: Canvas = {
    people: reader.people ?? new Map(),
    now: reader.now,
    timezone: reader.timezone ?? 'Asia/Shanghai',
    locale: reader.locale ?? 'zh_cn',
    config: objectOf(json.config),
    depth: 0,
    draw: drawElements,
  };
  return renderToString(
    <article class={`fs-card fs-width-${widthOf(canvas.config)}`} lang={canvas.locale.replace('_', '-')}>
      {json.header === undefined ? null : <Header header={objectOf(json.header)} canvas={canvas} />}
      <div class="fs-body" style={style({ padding: edges(body.padding) })}>
        {Array.isArray(body.elements) ? (
          drawFlow(body, canvas)
        ) : (
          <Unknown tag="body.elements" canvas={canvas} />
        )}
      </div>
    </article>,
  );
}

function drawElements(elements: unknown, within: Canvas): ComponentChild {
  if (within.depth > DEEPEST) return <Unknown tag="…" canvas={within} />;
  return objectsOf(elements).map((element) => drawComponent(element, within));
}

function drawComponent(component: RawObject, canvas: Canvas): ComponentChild {
  const draw = COMPONENTS.get(wordOf(component.tag));
  return draw ? draw(component, canvas) : <Unknown tag={textOf(component.tag) ?? '?'} canvas={canvas} />;
}

function widthOf(config: RawObject): 'compact' | 'fill' | 'default' {
  return config.width_mode === 'compact' || config.width_mode === 'fill' ? config.width_mode : 'default';
}
