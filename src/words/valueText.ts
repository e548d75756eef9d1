import { joined, spaced, type Text } from '../base/language.ts';

// Problems of single configuration values. Each is the rest of a sentence that begins with the key's name: see
// settings/pathProblems.ts.

/** A placeholder for the value as written in the file: a variable's content may be a secret. */
export const WRITTEN = '\uE000';

/** The end of a sentence without a hint. */
export const END: Text = { en: '.', zh: '。' };

/** `: did you mean x?` */
export const meant = (word: string): Text => ({
  en: `: did you mean ${word}?`,
  zh: `：是不是想写 ${word}？`,
});

/** `a, b or c`. */
export function oneOf(words: readonly string[]): Text {
  if (words.length < 2) return { en: words.join(''), zh: words.join('') };
  const [before, last] = [words.slice(0, -1), words.at(-1)];
  return { en: `${before.join(', ')} or ${last}`, zh: `${before.join('、')} 或 ${last}` };
}

export const mustBe = (expected: Text, rest: Text): Text => ({
  en: `must be ${expected.en}${rest.en}`,
  zh: `应为${spaced(expected.zh)}${rest.zh}`,
});

const NOT_THAT: Text = { en: `, not ${WRITTEN}`, zh: `，而不是 ${WRITTEN}` };

/** Why a text is not accepted. `hint` ends the sentence. */
export const unlike = (expected: Text, hint: Text = END): Text => mustBe(expected, joined(NOT_THAT, hint));

/** The same for a value that must not be shown, or is not a text. */
export const mustSimplyBe = (expected: Text): Text => mustBe(expected, END);
export const notOfKind = (expected: Text, isList: boolean): Text =>
  mustBe(expected, {
    en: `, not a ${isList ? 'list' : 'mapping'}.`,
    zh: `，而不是${isList ? '列表' : '映射'}。`,
  });

/** The value is of the right kind, but not of the right form: `what` says which other thing it is. */
export const otherThing = (expected: Text, what: Text): Text =>
  mustBe(expected, { en: `: ${WRITTEN} ${what.en}.`, zh: `：${WRITTEN} ${what.zh}。` });

const give =
  (en: string, zh: string) =>
  (expected: Text): Text => ({
    en: `${en}: give ${expected.en}.`,
    zh: `${zh}：请填写${spaced(expected.zh)}。`,
  });
export const isMissing = give('is missing', '没有配置');
export const isEmpty = give('is empty', '为空');
export const isPlaceholderText = give('is still a placeholder', '还是占位符');

/** {@link isEmpty} and {@link isPlaceholderText} of a value that is made of variables: they are, not the file. */
export function namingVariables(text: Text, variables: readonly string[]): Text {
  if (variables.length === 0) return text;
  const [en, zh] = [variables.join(' and '), variables.join('、')];
  return {
    en: text.en
      .replace(/^is empty(?=:)/, `is empty, as ${en} is`)
      .replace(
        /^is still a placeholder(?=:)/,
        `is still a placeholder, which ${en} has in .env or the environment`,
      ),
    zh: text.zh
      .replace(/^为空(?=：)/, `为空（变量 ${zh} 为空）`)
      .replace(/^还是占位符(?=：)/, `还是占位符（来自 .env 或环境变量 ${zh}）`),
  };
}

export const SEVERAL: Text = { en: '; write several as a list: [a, b].', zh: '；多个值请写成列表：[a, b]。' };
export const TRUE_OR_FALSE = oneOf(['true', 'false']);

export const atLeast = (least: number): Text => ({
  en: `a whole number of at least ${least}`,
  zh: `不小于 ${least} 的整数`,
});
export const between = (least: number, most: number): Text => ({
  en: `a whole number from ${least} to ${most}`,
  zh: `${least} 到 ${most} 之间的整数`,
});

/** A name of the characters that ids have. */
export const ofIdCharacters = (what: Text): Text => ({
  en: `${what.en}, of at most 64 letters, digits, "_" and "-" only`,
  zh: `${what.zh}（最多 64 个字符，只能是字母、数字、"_" 和 "-"）`,
});

/** What a mapping holds: its first keys. */
export const ofKeys = (keys: readonly string[], more: boolean): Text => ({
  en: `of ${keys.join(', ')}${more ? ', …' : ''}`,
  zh: `含 ${keys.join('、')}${more ? ' 等键' : ''}`,
});
/** `what` describes the keys of the mapping. */
export const NOT_MAPPING = {
  missing: (what: Text): Text => ({
    en: `is missing: give a mapping ${what.en}.`,
    zh: `没有配置：请填写${what.zh}的映射。`,
  }),
  list: (what: Text): Text => ({
    en: `must be a mapping ${what.en}, not a list.`,
    zh: `应为${what.zh}的映射，而不是列表。`,
  }),
  single: (what: Text, isNoColon: boolean): Text => ({
    en: `must be a mapping ${what.en}, not a single value${isNoColon ? ' (a key ends with ":" and a space)' : ''}.`,
    zh: `应为${what.zh}的映射，而不是单个值${isNoColon ? '（键后面要写半角的 ":" 加空格）' : ''}。`,
  }),
};

export const NO_LIST: Text = {
  en: 'is missing: give a list with at least one.',
  zh: '没有配置：请填写至少有一项的列表。',
};
export const EMPTY_LIST: Text = {
  en: 'is an empty list: give at least one.',
  zh: '是空列表：请至少填写一项。',
};

/** For an unknown key. */
export const UNKNOWN_KEY = {
  nearest: (known: string): Text => joined({ en: 'is unknown', zh: '不是已知的键' }, meant(`"${known}"`)),
  elsewhere: (home: Text): Text => ({
    en: `does not belong here: it is a key of ${home.en}.`,
    zh: `不应写在这里：它是${spaced(home.zh).replace(/[!-~]$/, '$& ')}的键。`,
  }),
  anything: (keys: readonly string[]): Text => ({
    en: `is unknown: the keys here are ${keys.join(', ')}.`,
    zh: `不是已知的键：这里可用的键有 ${keys.join('、')}。`,
  }),
};

/** If the schema has nothing more specific. */
export const NOT_TAKEN: Text = { en: 'is not a valid value here.', zh: '的值不对。' };

// Spans, days and zones.

export const SPAN: Text = { en: 'a duration such as 90s, 30m, 8h or 3d', zh: '时长，如 90s、30m、8h 或 3d' };
export const SPAN_OF_NOTHING: Text = { en: 'longer than zero', zh: '大于零的时长' };
export const SPAN_FORM: Text = {
  en: 'a number with s, m, h or d, such as 90s, 30m, 8h or 3d, up to 36500d',
  zh: '带单位 s、m、h 或 d 的数字，如 90s、30m、8h 或 3d，最长 36500d',
};
export const HOURS: Text = {
  en: 'hours such as "09:00-18:00", with two digits each',
  zh: '形如 "09:00-18:00" 的时段，每个数都写两位',
};
export const HOURS_BACKWARDS: Text = {
  en: `must begin before they end, within one day, not ${WRITTEN}.`,
  zh: `的开始必须早于结束，并在同一天之内，而不是 ${WRITTEN}。`,
};
export const DAY: Text = { en: 'a day that exists, such as 2027-01-01', zh: '存在的日期，如 2027-01-01' };
export const SCHEDULE: Text = {
  en: 'a schedule such as "*/10 * * * *"',
  zh: 'cron 表达式，如 "*/10 * * * *"',
};
/** `field`: which of them is wrong, if that is known. */
export const notSchedule = (field: string | undefined): Text => ({
  en:
    'must be five fields "minute hour day month weekday", or six with seconds in front, ' +
    `not ${WRITTEN}${field ? ` (check its ${field})` : ''}.`,
  zh:
    '应为五个字段 "minute hour day month weekday"（分 时 日 月 周），或在前面加上秒共六个字段，' +
    `而不是 ${WRITTEN}${field ? `（请检查其中的 ${field}）` : ''}。`,
});
export const TIME_ZONE: Text = { en: 'a time zone such as Asia/Shanghai', zh: '时区，如 Asia/Shanghai' };
export const TIME_ZONE_NAME: Text = { en: 'the name of a time zone', zh: '时区的名称' };
export const GIVE_TIME_ZONE: Text = {
  en: ': give one such as Asia/Shanghai or UTC.',
  zh: '：请填写 Asia/Shanghai 或 UTC 这样的名称。',
};

// Conditions.

export const BOUND: Text = {
  en: 'a number or a day such as 2027-01-01',
  zh: '数字，或 2027-01-01 这样的日期',
};
export const CURRENCY: Text = { en: 'a currency such as CNY', zh: '币种，如 CNY' };
export const PATTERN: Text = { en: 'a regular expression', zh: '正则表达式' };
export const longPattern = (most: number): Text => ({
  en: `is longer than ${most} characters: write a shorter pattern.`,
  zh: `超过 ${most} 个字符：请缩短表达式。`,
});
export const notPattern = (why: string, isAround: boolean): Text => ({
  en: `is not a regular expression (${why}): ${isAround ? 'look-around and back references are not supported' : 'fix the pattern'}.`,
  zh: `不是正则表达式（${why}）：${isAround ? '不支持环视和反向引用，请不要使用' : '请改正'}。`,
});
export const PERSON_OR_DEPARTMENT: Text = { en: 'the id of a person or a department', zh: '用户或部门的 ID' };
export const TESTED_VALUE: Text = {
  en: 'a value, or an operator with its operand',
  zh: '一个值，或运算符及其操作数',
};
export const CONDITIONS: Text = {
  en: 'of conditions, such as form.金额: { gte: 10000 }',
  zh: '由条件组成（如 form.金额: { gte: 10000 }）',
};
export const COMPARES_NOTHING: Text = {
  en: 'compares nothing: "currency" and "sum" belong together with gt, gte, lt or lte.',
  zh: '没有比较任何内容："currency" 和 "sum" 要与 gt、gte、lt 或 lte 一起使用。',
};
export const NO_OPERATOR: Text = {
  en: 'has no operator: give is, in, gt, gte, lt, lte, matches, under or not.',
  zh: '没有运算符：请填写 is、in、gt、gte、lt、lte、matches、under 或 not。',
};
