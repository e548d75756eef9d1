import { joined, spaced, type Text } from '../base/language.ts';
import { atLeast, between, meant, oneOf } from './valueText.ts';

// What Feishu would refuse in a card made from a template. No full stop: see templateText.ts.

const hint = (near: string | undefined): Text | string => (near === undefined ? '' : meant(`"${near}"`));

// JSON.

export const noJson = (why: Text): Text =>
  joined({ en: 'the card is not JSON: ', zh: '卡片不是合法的 JSON：' }, why);
export const NO_JSON: Text = { en: 'the result is not JSON', zh: '结果不是合法的 JSON' };
export const twiceHere = (name: string): Text => ({
  en: `the property "${name}" is here twice`,
  zh: `属性 "${name}" 在这里出现了两次`,
});
export const ODD_ESCAPE: Text = {
  en: 'a text has a character or escape that JSON does not allow',
  zh: '文本中有 JSON 不支持的字符或转义',
};
export const OPEN_TEXT: Text = { en: 'a text does not end on its line', zh: '文本没有在同一行结束' };
export const EXPECTED = {
  value: { en: 'a value', zh: '一个值' },
  end: { en: 'the end of the card', zh: '卡片的结尾' },
  name: { en: 'a property\'s name in double quotes, or "}"', zh: '双引号中的属性名，或 "}"' },
  colon: { en: '":"', zh: '":"' },
} as const satisfies Readonly<Record<string, Text>>;
export const commaOr = (close: string): Text => ({ en: `"," or "${close}"`, zh: `"," 或 "${close}"` });
export const BARE_VALUE: Text = { en: 'a value without quotes around it', zh: '没有加引号的值' };
export const THE_END: Text = { en: 'the end', zh: '结尾' };
export const expectedButFound = (expected: Text, found: Text): Text => ({
  en: `expected ${expected.en}, found ${found.en}`,
  zh: `此处应为${spaced(expected.zh)}，实际是${spaced(found.zh)}`,
});

// Values of the approval where none are allowed.

export const PLACES = {
  tag: { en: 'a tag', zh: 'tag ' },
  property: { en: "a property's name", zh: '属性名' },
  tagName: { en: 'the name of a tag', zh: '标签名' },
} as const satisfies Readonly<Record<string, Text>>;
export const misplaced = (place: Text): Text => ({
  en: `a value is in the place of ${place.en}`,
  zh: `${place.zh}的位置不能放变量的值`,
});

// The card's structure.

export const NOT_OBJECT: Text = { en: 'a card is an object: {…}', zh: '卡片应为一个对象：{…}' };
export const SCHEMA: Text = { en: '"schema" must be "2.0"', zh: '"schema" 必须为 "2.0"' };
export const UPDATE_MULTI: Text = { en: 'update_multi must be true', zh: 'update_multi 必须为 true' };
export const textTag = (tags: readonly string[]): Text => {
  const known = oneOf(tags.map((tag) => `"${tag}"`));
  return {
    en: `a text here has the tag ${tags.map((tag) => `"${tag}"`).join(' or ')}`,
    zh: `这里的文本的 tag 应为 ${known.zh}`,
  };
};
export const COLUMN_TAG: Text = { en: 'a column has the tag "column"', zh: '列的 tag 应为 "column"' };
export const AUDIO: Text = {
  en: 'a card with an audio needs "enable_forward": false in its config',
  zh: '含音频的卡片要在 config 中写 "enable_forward": false',
};
export const atRoot = (tag: string): Text => ({
  en: `a ${tag} belongs at the root of the card, in no other component`,
  zh: `${tag} 只能放在卡片的最外层，不能放在其他组件中`,
});
export const FIVE_DEEP: Text = { en: 'components nest five deep at most', zh: '组件最多嵌套五层' };
export const NO_TAG: Text = { en: 'a component without a tag', zh: '组件没有 tag' };
/** Components that Card JSON 2.0 refuses, and what replaces them. */
export const GONE = {
  note: {
    en: 'a div with a plain_text of text_size "notation" and text_color "grey"',
    zh: 'div，其中 plain_text 的 text_size 为 "notation"、text_color 为 "grey"',
  },
  action: {
    en: 'the buttons themselves, or a column_set around them',
    zh: '直接放按钮，或放在 column_set 中',
  },
} as const satisfies Readonly<Record<string, Text>>;
export const noComponent = (tag: string, instead: Text | undefined, near: string | undefined): Text =>
  joined(
    { en: `Card JSON 2.0 has no component "${tag}"`, zh: `卡片 JSON 2.0 没有组件 "${tag}"` },
    instead ? { en: `; instead: ${instead.en}`, zh: `；请改用：${instead.zh}` } : hint(near),
  );
export const lacks = (name: string, needed: string): Text => ({
  en: `${name} lacks its "${needed}"`,
  zh: `${name} 缺少 "${needed}"`,
});
export const noProperty = (property: string, name: string, near: string | undefined): Text =>
  joined(
    {
      en: `Card JSON 2.0 has no property "${property}" in ${name}`,
      zh: `卡片 JSON 2.0 的 ${name} 没有属性 "${property}"`,
    },
    hint(near),
  );
export const twiceInCard = (id: string): Text => ({
  en: `the element_id "${id}" is in the card twice: it must be unique`,
  zh: `element_id "${id}" 在卡片中出现了两次：它必须唯一`,
});
export const noColor = (name: string, near: string | undefined): Text =>
  joined({ en: `Feishu has no colour "${name}" for a text`, zh: `飞书的文本没有颜色 "${name}"` }, hint(near));
export const strangeIcon = (token: string, near: string | undefined): Text =>
  joined(
    { en: `Feishu's library lists no icon "${token}"`, zh: `飞书的图标库没有列出图标 "${token}"` },
    hint(near),
  );
export const noAddress = (property: string): Text => ({
  en: `"${property}" has no address that Feishu accepts: it begins with https://`,
  zh: `"${property}" 不是飞书接受的地址：地址以 https:// 开头`,
});
export const holdsPlain = (property: string): Text => ({
  en: `"${property}" takes a plain value`,
  zh: `"${property}" 应为简单值`,
});
export const holdsObjects = (property: string): Text => ({
  en: `"${property}" takes an object or a list of objects`,
  zh: `"${property}" 应为一个对象，或对象的列表`,
});

// What a property takes.

export const cannotBe = (
  property: string,
  given: string | undefined,
  takes: Text,
  near: string | undefined,
): Text =>
  joined(
    {
      en: `"${property}" cannot be ${given ?? 'that'}; it takes ${takes.en}`,
      zh: `"${property}" 不能是${spaced(given ?? '这个值')}；应为${spaced(takes.zh)}`,
    },
    hint(near),
  );
/** `a, b or c` of texts. */
export const eitherOf = (texts: readonly Text[]): Text => ({
  en: oneOf(texts.map(({ en }) => en)).en,
  zh: oneOf(texts.map(({ zh }) => zh)).zh,
});
export const TAKES = {
  pixels: (least: number, most: number): Text =>
    most === Number.POSITIVE_INFINITY
      ? { en: `${least}px or more`, zh: `不小于 ${least}px` }
      : { en: `${least}px to ${most}px`, zh: `${least}px 到 ${most}px` },
  edges: (least: number, most: number): Text => ({
    en: `one to four lengths of ${least}px to ${most}px`,
    zh: `一到四个 ${least}px 到 ${most}px 的长度`,
  }),
  whole: (least: number, most: number): Text =>
    most === Number.POSITIVE_INFINITY ? atLeast(least) : between(least, most),
  color: {
    en: 'a colour such as blue, grey-500 or one of config.style.color',
    zh: 'blue、grey-500 这样的颜色，或 config.style.color 中定义的颜色',
  },
  textSize: (sizes: readonly string[]): Text => ({
    en: `${oneOf(sizes).en}, or one of config.style.text_size`,
    zh: `${oneOf(sizes).zh}，或 config.style.text_size 中定义的字号`,
  }),
  flag: { en: 'true or false, without quotes', zh: 'true 或 false，不加引号' },
  elementId: {
    en: 'a letter and then up to 19 letters, digits or underscores',
    zh: '一个字母，后面最多 19 个字母、数字或下划线',
  },
  iconSize: { en: 'two lengths such as 16px 16px', zh: '两个长度，如 16px 16px' },
  radius: { en: 'a length such as 8px, or a percentage', zh: '8px 这样的长度，或百分比' },
  percent: { en: '1% to 100%', zh: '1% 到 100%' },
  imageSize: { en: 'two lengths such as 100px 100px', zh: '两个长度，如 100px 100px' },
};
