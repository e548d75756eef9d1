import { type CardDetail, nextDetail } from '../../approval/cardDetail.ts';
import type { Delivery } from '../../approval/delivery.ts';
import { type LeftOut, leaveOutNext, NOBODY } from '../../approval/leftOut.ts';
import type { FeishuError } from '../../feishu/client/error.ts';
import { idsIn } from '../../feishu/client/feishuWords.ts';
import type { DeliverContext } from './deliverContext.ts';
import type { Outcome } from './outcome.ts';
import type { CardOfDelivery } from './render.ts';
import type { Request } from './request.ts';

/** What a refused card may be tried as next, and what Feishu said about it. */
export interface RefusedCard {
  /** Feishu's own words, cut; the texts of our own template stay. */
  readonly said: string;
  /** The next step of the ladder that looks different; undefined: there is none. */
  readonly simpler: CardDetail | undefined;
  /** The same card without somebody; undefined: it is not about a person. */
  readonly leftOut: LeftOut | undefined;
}

/** An id in a card that is nobody's. */
const BAD_PERSON = 100290;

/** Looks at a refused card: what Feishu said, and what may pass instead. Pure. */
export function refusedCard(
  delivery: Delivery,
  request: Request,
  error: FeishuError,
  card: CardOfDelivery,
): RefusedCard {
  const said = error.code === undefined ? error.message : error.words(card.isOurs);
  return {
    said,
    simpler: simplerOf(delivery, request, card),
    leftOut: leftOutOf(delivery, request, error, card),
  };
}

/** A step that changes nothing would be refused alike. */
function simplerOf(delivery: Delivery, request: Request, card: CardOfDelivery): CardDetail | undefined {
  const rings = request.do !== 'update';
  let next = nextDetail(delivery.detail, rings);
  while (next !== undefined && card.at(next) === card.content) next = nextDetail(next, rings);
  return next;
}

function leftOutOf(
  { leftOut = NOBODY }: Delivery,
  request: Request,
  error: FeishuError,
  { mentions }: CardOfDelivery,
): LeftOut | undefined {
  if (request.do === 'update') return undefined;
  const named = idsIn(error.raw).filter((id) => id.startsWith('ou_'));
  const isAboutPerson = error.code === BAD_PERSON || error.subCode === BAD_PERSON;
  if (!isAboutPerson && !named.some((id) => mentions.includes(id))) return undefined;
  return leaveOutNext(leftOut, named, mentions);
}

/** Another configuration may have mended what cards were refused for: where it has not, the next card says so again. */
export function forgetRefusals({ warnings }: Pick<DeliverContext, 'warnings'>): void {
  warnings.over('person-refused');
  warnings.over('card-simplified');
}

/** Warns of what a refusal takes away from cards: a person who is not rung, or the card's own look. */
export function warnOfRefusal(
  context: Pick<DeliverContext, 'warnings' | 'observer' | 'log' | 'hourly'>,
  { leftOut: before = NOBODY }: Delivery,
  error: FeishuError,
  { said, simpler, leftOut }: RefusedCard,
  { word, verdict: { remedy } }: Outcome,
  { template }: CardOfDelivery,
): void {
  const { observer, warnings, log, hourly } = context;
  const feishuCode = error.subCode ?? error.code ?? 0;
  if (word === 'person-refused') {
    for (const person of leftOut?.refused ?? [])
      if (!before.refused.includes(person)) warnOfPerson(context, person, feishuCode, said);
    return;
  }
  if (word !== 'degrade' || simpler === undefined) return;
  observer.cardSimplified(simpler);
  const ids = { template, feishuCode, detail: simpler };
  // The steps of one card, and the words about several, differ: one of them an hour is enough.
  hourly.run(`${template} ${feishuCode}`, (times) => {
    warnings.raise({ code: 'card-simplified', ids, details: { said } });
    log.warn({ ...ids, said, remedy, times }, 'Feishu refused a card: a simpler one is sent');
  });
}

/** A card got through: warns of the person who was left out by trial, and of nobody any more whom it rings. */
export function heedSuccess(
  context: Pick<DeliverContext, 'warnings'>,
  { leftOut: { trial } = NOBODY }: Delivery,
  request: Request,
  { mentions }: CardOfDelivery,
): void {
  if (trial !== undefined) warnOfPerson(context, trial, BAD_PERSON);
  if (request.do === 'update') return;
  for (const person of mentions) context.warnings.over('person-refused', person);
}

function warnOfPerson(
  { warnings }: Pick<DeliverContext, 'warnings'>,
  person: string,
  feishuCode: number,
  said?: string,
): void {
  warnings.raise({ code: 'person-refused', ids: { person, feishuCode }, details: { said } });
}
