/** The few words that Feishu's client writes on a card by itself. */
export interface ViewWords {
  /** For an id that it cannot resolve. */
  readonly unknownPerson: string;
  readonly everybody: string;
  readonly picture: string;
  /** Ours: the client draws nothing if it does not know a component. */
  readonly unknownComponent: string;
}

const WORDS: { readonly [language: string]: ViewWords } = {
  zh: { unknownPerson: '未知用户', everybody: '所有人', picture: '图片', unknownComponent: '无法预览的组件' },
  en: {
    unknownPerson: 'Unknown user',
    everybody: 'All',
    picture: 'Image',
    unknownComponent: 'No preview of',
  },
  ja: {
    unknownPerson: '不明なユーザー',
    everybody: '全員',
    picture: '画像',
    unknownComponent: 'プレビュー非対応',
  },
};
const CHINESE: ViewWords = {
  unknownPerson: '未知用户',
  everybody: '所有人',
  picture: '图片',
  unknownComponent: '无法预览的组件',
};

/** @param locale the reader's language, as in `i18n_content`: `zh_cn`, `en_us` */
export function viewWords(locale: string): ViewWords {
  return WORDS[locale.split('_')[0] ?? ''] ?? CHINESE;
}
