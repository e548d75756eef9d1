import type { Text } from '../../base/language.ts';
import { checkCard } from '../../cards/check/cardCheck.ts';
import {
  readSampleApproval,
  SAMPLE_APPROVALS,
  type SampleApprovalName,
} from '../../cards/check/sampleApprovals.ts';
import { cardsOfMany, cardsOfSample, type SampleCard } from '../../cards/check/sampleCards.ts';
import { renderCard } from '../../cards/render/render.ts';
import { type TemplateSet, templateFor } from '../../cards/templates/templateSet.ts';
import { drawCard } from '../../cardview/card.tsx';
import { cardRefusal as checkAsFeishu } from '../../sandbox/card/cardCheck.ts';
import { wouldRefuse } from '../../words/previewText.ts';
import { templateFailed } from '../../words/tryText.ts';
import type { GalleryShow, GalleryView } from './galleryView.ts';

/** One card of the gallery, and its facts. */
export interface GalleryCell {
  /** Unique on its page: `purchase-forward`. */
  readonly id: string;
  readonly sample: SampleApprovalName | 'many';
  /** The card among those of its sample: `forward`, `notice-APPROVED`, … */
  readonly card: string;
  /** The template's file. */
  readonly file: string;
  /** The card's JSON text, indented. */
  readonly json: string;
  readonly bytes: number;
  /** As Feishu counts: everything that has a `tag`. */
  readonly elements: number;
  /** What is wrong with the card, one sentence each. */
  readonly problems: readonly Text[];
  /** The drawn card. */
  readonly html: string;
}

/** Renders and draws the cards of a page. */
export function cellsOf(view: GalleryView, templates: TemplateSet): GalleryCell[] {
  return chosenCards(view).map(({ sample, card }) => cellOf(sample, card, view, templates));
}

interface Chosen {
  readonly sample: GalleryCell['sample'];
  readonly card: SampleCard;
}

function chosenCards({ show, locale }: GalleryView): Chosen[] {
  if (show === 'many') return cardsOfMany(locale).map((card) => ({ sample: 'many', card }));
  const names = SAMPLE_APPROVALS.filter((name) => name === show);
  const samples = names.length > 0 ? names : SAMPLE_APPROVALS;
  return samples.flatMap((sample) =>
    cardsOfSample(readSampleApproval(sample, locale))
      .filter((card) => names.length > 0 || isShown(card, show))
      .map((card) => ({ sample, card })),
  );
}

/** Whether a card is of the kind that a page shows of every sample. */
function isShown({ name, template }: SampleCard, show: GalleryShow): boolean {
  if (show === 'submitted' || show === 'forward') return name === show;
  return template === show;
}

function cellOf(
  sample: GalleryCell['sample'],
  { name, template, input }: SampleCard,
  view: GalleryView,
  templates: TemplateSet,
): GalleryCell {
  const { content, fallback } = renderCard(templates, { ...input, template: view.folder });
  const card = JSON.parse(content) as object;
  const { faults, size } = checkCard(card as Parameters<typeof checkCard>[0]);
  const refusal = checkAsFeishu(content);
  return {
    id: `${sample}-${name}`,
    sample,
    card: name,
    file: templateFor(templates, view.folder, template)?.file ?? '',
    json: JSON.stringify(card, null, 1),
    bytes: Buffer.byteLength(content),
    elements: size.elements,
    problems: [
      ...(fallback === undefined ? [] : [templateFailed(fallback)]),
      ...faults.map((fault) => fault.message),
      ...(refusal ? [wouldRefuse(refusal.code, refusal.message)] : []),
    ],
    html: drawCard(card, {
      people: input.names.people,
      now: input.changedAt,
      timezone: input.timezone,
      locale: view.locale.replace('-', '_').toLowerCase(),
    }),
  };
}
