import { asIs, type Text } from '../../base/language.ts';
import { nearest } from '../../settings/nearest.ts';
import { cannotBe, eitherOf, TAKES } from '../../words/cardFaultText.ts';
import { oneOf } from '../../words/valueText.ts';
import type { JsonValue } from './locatedJson.ts';

/** Names that a card defines in `config.style`; they may be used wherever the built-in ones may. */
export interface CustomNames {
  readonly colors: ReadonlySet<string>;
  readonly textSizes: ReadonlySet<string>;
}

/** What a property may hold. */
interface PropertyRule {
  /** The rest of the sentence `it takes …`. */
  readonly says: Text;
  /** The fixed words among the allowed values, to suggest the nearest. */
  readonly words: readonly string[];
  readonly allows: (value: JsonValue, custom: CustomNames) => boolean;
}

function words(list: string, ...more: readonly string[]): PropertyRule {
  const known = [...list.split(' '), ...more];
  return { says: oneOf(known), words: known, allows: (value) => known.includes(String(value)) };
}

/** Pixels within limits, or one of some words. */
function pixels(least: number, most: number, list = ''): PropertyRule {
  const known = list.split(' ').filter((word) => word !== '');
  const isLength = (text: string): boolean => {
    const amount = /^(-?\d+(?:\.\d+)?)px$/.exec(text)?.[1] ?? (text === '0' ? text : undefined);
    return amount !== undefined && Number(amount) >= least && Number(amount) <= most;
  };
  return {
    says: eitherOf([...known.map(asIs), TAKES.pixels(least, most)]),
    words: known,
    allows: (value) => known.includes(String(value)) || (typeof value === 'string' && isLength(value)),
  };
}

/** One to four lengths, as CSS writes margins. */
function edges(least: number, most: number): PropertyRule {
  const one = pixels(least, most);
  return {
    says: TAKES.edges(least, most),
    words: [],
    allows: (value, custom) => {
      const lengths = String(value).trim().split(/\s+/);
      return typeof value === 'string' && lengths.length <= 4 && lengths.every((l) => one.allows(l, custom));
    },
  };
}

function either(...rules: readonly PropertyRule[]): PropertyRule {
  return {
    says: eitherOf(rules.map((rule) => rule.says)),
    words: rules.flatMap((rule) => rule.words),
    allows: (value, custom) => rules.some((rule) => rule.allows(value, custom)),
  };
}

function matching(says: Text, pattern: RegExp): PropertyRule {
  return { says, words: [], allows: (value) => typeof value === 'string' && pattern.test(value) };
}

function whole(least: number, most: number): PropertyRule {
  return {
    says: TAKES.whole(least, most),
    words: [],
    allows: (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
  };
}

const HUES =
  'blue carmine green indigo lime orange purple red sunflower turquoise violet wathet yellow'.split(' ');
const STEPS = [50, 100, 200, 300, 350, 400, 500, 600, 700, 800, 900];
const GREYS = ['00', ...STEPS.map(String), '650', '950', '1000'];

/** Every colour (open.feishu.cn/document/feishu-cards/enumerations-for-fields-related-to-color). */
const COLORS: ReadonlySet<string> = new Set([
  'default',
  'white',
  'bg-white',
  // Not in that list, but used in the documentation's examples.
  'light_grey',
  'grey',
  ...GREYS.map((step) => `grey-${step}`),
  ...HUES.flatMap((hue) => [hue, ...STEPS.map((step) => `${hue}-${step}`)]),
]);

const color: PropertyRule = {
  says: TAKES.color,
  words: [...COLORS],
  allows: (value, { colors }) => COLORS.has(String(value)) || colors.has(String(value)),
};

const TEXT_SIZES =
  'heading-0 heading-1 heading-2 heading-3 heading-4 heading normal notation xxxx-large xxx-large xx-large x-large large medium small x-small'.split(
    ' ',
  );

const textSize: PropertyRule = {
  says: TAKES.textSize(TEXT_SIZES),
  words: TEXT_SIZES,
  allows: (value, { textSizes }) => TEXT_SIZES.includes(String(value)) || textSizes.has(String(value)),
};

const ENDLESS = Number.POSITIVE_INFINITY;
const controlWidth = pixels(100, ENDLESS, 'default fill');

/**
 * The rules that `cardShapes.ts` names. Each is documented on the page of its component below
 * open.feishu.cn/document/feishu-cards/card-json-v2-structure.
 */
export const RULES: Readonly<Record<string, PropertyRule>> = {
  align: words('left center right'),
  verticalAlign: words('top center bottom'),
  direction: words('vertical horizontal'),
  spacing: pixels(0, 99, 'small medium large extra_large default'),
  margin: edges(-99, 99),
  padding: edges(-99, 99),
  color,
  backgroundColor: either(color, words('laser')),
  textSize,
  flag: { says: TAKES.flag, words: [], allows: (value) => typeof value === 'boolean' },
  count: whole(1, ENDLESS),
  elementId: matching(TAKES.elementId, /^[A-Za-z][A-Za-z0-9_]{0,19}$/),
  widthMode: words('default compact fill'),
  headerColor: words(
    'blue wathet turquoise green yellow orange red carmine violet purple indigo grey default',
  ),
  tagColor: words('neutral blue turquoise lime orange violet indigo wathet green yellow red purple carmine'),
  iconTag: words('standard_icon custom_icon'),
  iconSize: matching(TAKES.iconSize, /^\d{1,3}(px)? \d{1,3}px$/),
  behaviorType: words('open_url callback'),
  flexMode: words('none stretch flow bisect trisect'),
  columnWidth: pixels(16, 600, 'auto weighted'),
  weight: whole(1, 5),
  textWidth: pixels(16, 999, 'fill auto'),
  panelWidth: words('fill auto auto_when_fold'),
  iconPosition: words('left right follow_text'),
  angle: words('-180 -90 90 180'),
  radius: matching(TAKES.radius, /^\d+(\.\d+)?(px|%)$/),
  containerHeight: pixels(10, 999, 'auto'),
  controlWidth,
  buttonType: words(
    'default primary danger text primary_text danger_text primary_filled danger_filled laser',
  ),
  buttonSize: words('tiny small medium large'),
  formAction: words('submit reset'),
  choiceType: words('default text'),
  labelPosition: words('top left'),
  inputType: words('text multiline_text password'),
  personSize: words('extra_small small medium large'),
  personStyle: words('normal capsule'),
  pageSize: whole(1, 10),
  rowHeight: pixels(32, 124, 'low middle high auto'),
  rowMaxHeight: pixels(32, 999),
  tableTextSize: words('normal heading'),
  tableBackground: words('grey none'),
  dataType: words('text lark_md options number persons date markdown'),
  tableColumnWidth: either(pixels(80, 600, 'auto'), matching(TAKES.percent, /^([1-9]\d?|100)%$/)),
  imageSize: either(
    words('stretch large medium small tiny'),
    matching(TAKES.imageSize, /^\d{1,4}px \d{1,4}px$/),
  ),
  imageScale: words('crop_center crop_top fit_horizontal'),
  imageMode: words('crop_center fit_horizontal stretch large medium small tiny'),
  combination: words('double triple bisect trisect'),
  audioStyle: words('normal flat speak'),
  timeDisplay: words('default both'),
  timePosition: words('end start both_sides'),
  pickerLayout: words('stretch bisect trisect'),
  pickerStyle: words('default laser'),
};

/** Why Feishu would not accept a value for a property; undefined: it would. */
export function ruleFault(
  rule: string,
  property: string,
  value: JsonValue,
  custom: CustomNames,
): Text | undefined {
  const known = RULES[rule];
  // An empty text is a value that this card does not have.
  if (!known || value === '' || known.allows(value, custom)) return undefined;
  const given = typeof value === 'object' ? undefined : JSON.stringify(value);
  return cannotBe(property, given, known.says, nearest(String(value), known.words));
}

/** The unknown colours in the tags of a Markdown text. */
export function unknownColors(markdown: string, { colors }: CustomNames): string[] {
  const tags = markdown.matchAll(/<(font|text_tag)\s+color\s*=\s*(?:'([^'<>]*)'|"([^"<>]*)"|([^\s"'<>]+))/g);
  return [...tags].flatMap(([, tag, single, double, bare]) => {
    const name = single ?? double ?? bare ?? '';
    const isKnown =
      name === '' || COLORS.has(name) || colors.has(name) || (tag === 'text_tag' && name === 'neutral');
    return isKnown ? [] : [name];
  });
}

/** The colour of a text that was probably meant. */
export function nearestColor(name: string): string | undefined {
  return nearest(name, [...COLORS]);
}
