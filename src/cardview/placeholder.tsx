import type { ComponentChild, VNode } from 'preact';
import type { Canvas, Draw } from './canvas.ts';
import { Icon } from './icon.tsx';
import { edges, style } from './look.ts';
import { localText, objectOf, objectsOf, textOf, wordOf } from './reading.ts';
import { viewWords } from './viewWords.ts';

/** What the view does not know: its name in a labelled box, as a hint to the author of the template. */
export function Unknown(props: { tag: string; canvas: Canvas }): VNode {
  return (
    <div class="fs-unknown">
      <span>{viewWords(props.canvas.locale).unknownComponent}</span>
      <code>{props.tag}</code>
    </div>
  );
}

/** `img`: its description on a grey field, since the picture itself stays with Feishu. */
export const drawImage: Draw = (component, canvas) => {
  const words =
    localText(objectOf(component.title), canvas.locale) || localText(objectOf(component.alt), canvas.locale);
  return (
    <Field token="image" words={words} name={viewWords(canvas.locale).picture} margin={component.margin} />
  );
};

/** `img_combination`: how many pictures it holds. */
export const drawImages: Draw = (component, canvas) => {
  const count = objectsOf(component.img_list).length;
  const { picture } = viewWords(canvas.locale);
  return <Field token="image" words={`${picture} × ${count}`} name={picture} margin={component.margin} />;
};

/** `chart`: its title, or its kind, on a field of the chart's own proportions. */
export const drawChart: Draw = (component) => {
  const spec = objectOf(component.chart_spec);
  const title = textOf(objectOf(spec.title).text) ?? textOf(spec.type) ?? 'chart';
  const [, width, height] = /^(\d{1,2}):(\d{1,2})$/.exec(wordOf(component.aspect_ratio)) ?? [];
  const ratio = width && height ? `${width} / ${height}` : '16 / 9';
  return <Field token="chart" words={title} name="chart" margin={component.margin} ratio={ratio} />;
};

/** What asks for something (`input`, `select_static`, `date_picker`, …): its words in a field with a border. */
export const drawControl: Draw = (component, canvas) => {
  const label = localText(objectOf(component.label), canvas.locale);
  const words =
    localText(objectOf(component.placeholder), canvas.locale) ||
    localText(objectOf(component.text), canvas.locale) ||
    wordOf(component.tag);
  return (
    <div class="fs-control" style={style({ margin: edges(component.margin) })}>
      {label === '' ? null : <span class="fs-label">{label}</span>}
      <span class="fs-input">
        {words}
        <Icon token={/^(multi_)?select|overflow/.test(wordOf(component.tag)) ? 'down' : 'edit'} size={14} />
      </span>
    </div>
  );
};

function Field(props: {
  token: string;
  words: string;
  name: string;
  margin: unknown;
  ratio?: string;
}): ComponentChild {
  return (
    <div
      class="fs-image"
      role="img"
      aria-label={props.words || props.name}
      style={style({ margin: edges(props.margin), aspectRatio: props.ratio })}
    >
      <Icon token={props.token} size={22} />
      {props.words ? <span>{props.words}</span> : null}
    </div>
  );
}
