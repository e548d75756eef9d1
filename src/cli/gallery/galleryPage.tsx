import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { LOCALES } from '../../approval/locale.ts';
import { type Say, sayIn } from '../../base/language.ts';
import { SAMPLE_APPROVALS } from '../../cards/check/sampleApprovals.ts';
import type { TemplateProblem } from '../../cards/templates/templates.ts';
import type { GalleryCell } from './galleryCells.ts';
import { CARD_KINDS, type GalleryShow, type GalleryView } from './galleryView.ts';
import { type GalleryWords, galleryWords } from './galleryWords.ts';

/** Where the pages and files of a gallery are: on a server, or in a folder. */
export interface GalleryLinks {
  readonly page: (view: GalleryView) => string;
  /** `gallery.css`, `gallery.js`, `font/index.css`. */
  readonly asset: (name: string) => string;
  /** The target of the back link; absent: there is none. */
  readonly home?: string;
  /** The stream that reports when a template was saved; absent: none. */
  readonly live?: string;
}

export interface GalleryProps {
  readonly view: GalleryView;
  readonly cells: readonly GalleryCell[];
  /** All folders with templates, the empty name included. */
  readonly folders: readonly string[];
  /** Problems of the templates as last saved. */
  readonly problems: readonly TemplateProblem[];
  readonly links: GalleryLinks;
}

/** One page of the gallery, as a whole HTML document. */
export function renderGallery(props: GalleryProps): string {
  return `<!doctype html>${renderToString(<Gallery {...props} />)}`;
}

function Gallery({ view, cells, folders, problems, links }: GalleryProps): VNode {
  const words = galleryWords(view.locale);
  const say = sayIn(view.locale === 'zh-CN' ? 'zh' : 'en');
  return (
    <html lang={view.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${words.shows[view.show]} · ${words.title}`}</title>
        <link rel="stylesheet" href={links.asset('font/index.css')} />
        <link rel="stylesheet" href={links.asset('gallery.css')} />
        <script src={links.asset('gallery.js')} defer />
      </head>
      <body data-live={links.live}>
        <header class="bar">
          <div class="bar-name">
            <h1>{words.title}</h1>
            <p>{words.about}</p>
          </div>
          {links.home ? (
            <a class="home" href={links.home}>
              {words.back}
            </a>
          ) : null}
        </header>
        <Choices {...{ view, folders, links, words }} />
        {problems.length > 0 ? <Faults {...{ problems, words, say }} /> : null}
        <main class="cells">
          {cells.map((cell) => (
            <Cell key={cell.id} {...{ cell, words, say }} />
          ))}
        </main>
      </body>
    </html>
  );
}

interface ChoiceProps {
  readonly view: GalleryView;
  readonly folders: readonly string[];
  readonly links: GalleryLinks;
  readonly words: GalleryWords;
}

function Choices({ view, folders, links, words }: ChoiceProps): VNode {
  const shows = (all: readonly GalleryShow[]): Choice[] =>
    all.map((show) => [show, words.shows[show], { ...view, show }]);
  const locales = LOCALES.map((locale): Choice => [locale, locale, { ...view, locale }]);
  const named = folders.map((folder): Choice => [folder, folder || words.ownTemplates, { ...view, folder }]);
  return (
    <nav class="choices">
      <Choose name={words.byApproval} now={view.show} choices={shows(SAMPLE_APPROVALS)} links={links} />
      <Choose name={words.byCard} now={view.show} choices={shows([...CARD_KINDS, 'many'])} links={links} />
      <div class="looks">
        <Choose name={words.language} now={view.locale} choices={locales} links={links} />
        {folders.length > 1 ? (
          <Choose name={words.folder} now={view.folder} choices={named} links={links} />
        ) : null}
        <Toggle
          name={words.theme}
          of="theme"
          values={{ light: words.light, dark: words.dark, both: words.both }}
        />
        <Toggle
          name={words.width}
          of="width"
          values={{ phone: words.phone, desktop: words.desktop, both: words.both }}
        />
      </div>
    </nav>
  );
}

type Choice = readonly [key: string, label: string, view: GalleryView];

function Choose(props: {
  name: string;
  now: string;
  choices: readonly Choice[];
  links: GalleryLinks;
}): VNode {
  return (
    <p class="choose">
      <span>{props.name}</span>
      {props.choices.map(([key, label, view]) => (
        <a key={key} href={props.links.page(view)} aria-current={key === props.now ? 'page' : undefined}>
          {label}
        </a>
      ))}
    </p>
  );
}

/** Buttons of the page's script: they change how the cards look, and load nothing. */
function Toggle(props: { name: string; of: string; values: Readonly<Record<string, string>> }): VNode {
  return (
    <p class="choose">
      <span>{props.name}</span>
      {Object.entries(props.values).map(([value, label]) => (
        <button key={value} type="button" data-set={props.of} data-value={value} aria-pressed="false">
          {label}
        </button>
      ))}
    </p>
  );
}

interface FaultsProps {
  readonly problems: readonly TemplateProblem[];
  readonly words: GalleryWords;
  readonly say: Say;
}

function Faults({ problems, words, say }: FaultsProps): VNode {
  return (
    <section class="faults" role="alert">
      <strong>{words.faulty}</strong>
      <ul>
        {problems.map(({ file, line, column, message }, i) => (
          <li key={i}>{`${file}:${line}:${column}: ${say(message)}`}</li>
        ))}
      </ul>
    </section>
  );
}

function Cell({ cell, words, say }: { cell: GalleryCell; words: GalleryWords; say: Say }): VNode {
  return (
    <figure id={cell.id} class="cell">
      <figcaption>
        <strong>{titleOf(cell, words)}</strong>
        <span class="file">{cell.file.split('/').slice(-2).join('/')}</span>
        <span class="size">
          {words.size(cell.bytes, cell.elements)}
          <span class="height" />
        </span>
      </figcaption>
      {cell.problems.length > 0 ? (
        <ul class="problems" aria-label={words.problems}>
          {cell.problems.map((problem, i) => (
            <li key={i}>{say(problem)}</li>
          ))}
        </ul>
      ) : null}
      <div class="shots">
        {/* drawCard's own HTML, in which everything that people typed is text. */}
        <div class="shot" dangerouslySetInnerHTML={{ __html: cell.html }} />
      </div>
      <details class="json">
        <summary>{words.json}</summary>
        <pre>{cell.json}</pre>
      </details>
    </figure>
  );
}

/** `采购 · 刚提交`. */
function titleOf({ sample, card }: GalleryCell, words: GalleryWords): string {
  if (sample === 'many') {
    const [kind, count = ''] = card.split('-');
    if (kind === 'overview') return words.overview;
    return `${kind === 'digest' ? words.digest : words.summary} (${count})`;
  }
  return `${words.shows[sample]} · ${cardName(card, words)}`;
}

function cardName(card: string, words: GalleryWords): string {
  const reminder = /^reminder-(.+)$/.exec(card)?.[1];
  if (reminder !== undefined) return words.reminders[reminder] ?? reminder;
  const [, status] = /^notice-(.+)$/.exec(card) ?? [];
  const show = (status ?? card).toLowerCase() as GalleryShow;
  return status === undefined ? words.shows[show] : `${words.shows.notice} · ${words.shows[show]}`;
}
