import { type ComponentChild, h } from 'preact';
import type { Canvas } from './canvas.ts';
import { Icon } from './icon.tsx';
import { Link } from './link.tsx';
import { localTime } from './localTime.ts';
import { color, style } from './look.ts';
import { type MarkNode, parseLarkMd, parseMarkdown } from './markdownTree.ts';
import { hueOf } from './palette.ts';
import { Mention, Person } from './people.tsx';
import { viewWords } from './viewWords.ts';

/** Draws the content of a `markdown` component. Every text becomes a text node: nothing of it can become HTML. */
export function drawMarkdown(content: string, canvas: Canvas): ComponentChild[] {
  return drawNodes(parseMarkdown(content), canvas);
}

/** Draws `lark_md`, the small dialect in `div`, titles and table cells. */
export function drawLarkMd(content: string, canvas: Canvas): ComponentChild[] {
  return drawNodes(parseLarkMd(content), canvas);
}

function drawNodes(nodes: readonly MarkNode[], canvas: Canvas): ComponentChild[] {
  return nodes.map((node) => drawNode(node, canvas));
}

function drawNode(node: MarkNode, canvas: Canvas): ComponentChild {
  const inside = drawNodes(node.children, canvas);
  switch (node.type) {
    case 'text':
    case 'text_special':
      return node.text;
    case 'softbreak':
    case 'hardbreak':
      return <br />;
    case 'hidden':
      return inside;
    case 'link':
      return <Link url={node.attributes.href}>{inside}</Link>;
    case 'image':
      return (
        <Picture
          alt={node.children.map((child) => child.text).join('') || node.text}
          name={viewWords(canvas.locale).picture}
        />
      );
    case 'code_inline':
      return <code class="fs-code">{node.text}</code>;
    case 'fence':
    case 'code_block':
      return <pre class="fs-pre">{node.text.replace(/\n$/, '')}</pre>;
    case 'emoji':
      return <span class="fs-emoji">{node.text}</span>;
    case 'hr':
      return <hr class="fs-hr" />;
    case 'tag':
      return drawTag(node, inside, canvas);
    default:
      return drawElement(node, inside);
  }
}

/** Paragraphs, headings, lists, quotes, tables, emphasis: the elements Markdown itself names. */
function drawElement(node: MarkNode, inside: ComponentChild[]): ComponentChild {
  if (!/^(p|h[1-6]|ul|ol|li|blockquote|table|thead|tbody|tr|th|td|strong|em|s)$/.test(node.name))
    return inside;
  if (node.name === 'table') return <div class="fs-scroll">{h('table', { class: 'fs-grid' }, inside)}</div>;
  const start = node.name === 'ol' ? Number(node.attributes.start ?? 1) : undefined;
  const align = /^text-align:(left|right|center)$/.exec(node.attributes.style ?? '')?.[1];
  const props = { ...(start && { start }), ...(align && { style: { textAlign: align } }) };
  return h(node.name, props, inside);
}

/** Feishu's own tags (…/content-components/rich-text). */
function drawTag(node: MarkNode, inside: ComponentChild[], canvas: Canvas): ComponentChild {
  const { attributes } = node;
  switch (node.name) {
    case 'br':
      return <br />;
    case 'hr':
      return <span class="fs-hr" />;
    case 'font':
      return <span style={style({ color: color(attributes.color, canvas.config) })}>{inside}</span>;
    case 'text_tag':
      return <span class={tagClass(attributes.color)}>{inside}</span>;
    case 'number_tag':
      return <span class="fs-number">{inside}</span>;
    case 'at':
      return drawMentions(attributes, canvas);
    case 'person':
      return (
        <Person
          id={attributes.id ?? ''}
          canvas={canvas}
          showName={attributes.show_name !== 'false'}
          showAvatar={attributes.show_avatar !== 'false'}
          capsule={attributes.style === 'capsule'}
        />
      );
    case 'local_datetime':
      return drawTime(attributes, canvas);
    case 'a':
      return <Link url={attributes.href}>{inside.length > 0 ? inside : attributes.href}</Link>;
    case 'link':
      return (
        <Link url={attributes.pc_url || attributes.url}>
          {attributes.icon ? <Icon token={attributes.icon} /> : null}
          {inside}
        </Link>
      );
    default:
      return inside;
  }
}

function drawMentions(attributes: MarkNode['attributes'], canvas: Canvas): ComponentChild {
  const ids = (attributes.id ?? attributes.ids ?? attributes.user_id ?? attributes.email ?? '').split(',');
  return ids.map((id, i) => <Mention key={i} id={id.trim()} canvas={canvas} />);
}

function drawTime(attributes: MarkNode['attributes'], canvas: Canvas): ComponentChild {
  const at = attributes.millisecond ? Number(attributes.millisecond) : canvas.now;
  const text = at === undefined ? undefined : localTime(at, attributes.format_type ?? 'date_num', canvas);
  if (at === undefined || text === undefined) return '';
  const time = <time dateTime={new Date(at).toISOString()}>{text}</time>;
  return attributes.link ? <Link url={attributes.link}>{time}</Link> : time;
}

/** The class of a small coloured label. */
export function tagClass(color: unknown): string {
  return `fs-tag fs-tag-${hueOf(color) ?? 'blue'}`;
}

function Picture(props: { alt: string; name: string }): ComponentChild {
  return (
    <span class="fs-picture" role="img" aria-label={props.alt || props.name}>
      <Icon token="image_outlined" />
      {props.alt}
    </span>
  );
}
