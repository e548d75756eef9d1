import { type CardDetail, nextDetail } from '../../approval/cardDetail.ts';
import type { Delivery } from '../../approval/delivery.ts';
import { type LeftOut, leaveOutNext, NOBODY } from '../../approval/leftOut.ts';
import type { FeishuError } from '../../feishu/client/error.ts';
import { idsIn } from '../../feishu/client/feishuWords.ts';
import type { DeliverContext } from './deliverContext.ts';
import type { Outcome } from './outcome.ts';
import type { CardOfDelivery } from './render.ts';
import type { Request } from './request.ts';

/** The next tries for a refused card, and what Feishu said about it. */
export interface RefusedCard {
  /** Feishu's own words, cut; the texts of our own template are kept. */
  readonly said: string;
  /** The next simpler card that differs; undefined: there is none. */
  readonly simpler: CardDetail | undefined;
  /** The same card without one person; undefined: it is not about a person. */
  readonly leftOut: LeftOut | undefined;
}

/** Feishu's code for an invalid id in a card. */
const BAD_PERSON = 100290;

/** Analyses a refused card: what Feishu said, and what may pass instead. Pure. */
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

/** A simpler card that looks the same would be refused again. */
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

/** A changed configuration may have fixed why cards were refused; if not, the next card raises the warning again. */
export function forgetRefusals({ warnings }: Pick<DeliverContext, 'warnings'>): void {
  warnings.over('person-refused');
  warnings.over('card-simplified');
}

/** Warns about the effect of a refusal: a person is not mentioned, or the card is simpler. */
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
  // The messages differ by step and by card: one of them an hour is enough.
  hourly.run(`${template} ${feishuCode}`, (times) => {
    warnings.raise({ code: 'card-simplified', ids, details: { said } });
    log.warn({ ...ids, said, remedy, times }, 'Feishu refused a card: a simpler one is sent');
  });
}

/** A card was sent: warns about the person who was left out by trial, and ends the warnings about those it mentions. */
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
