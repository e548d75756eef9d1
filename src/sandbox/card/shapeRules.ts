/**
 * What one property of a card may hold.
 * - `any` is not checked; `id` is an element_id; `mark` is text in which markdown and mentions work;
 * - `link` is a web address, `platformLink` one that may also switch a platform off; `person` is a person's id;
 * - `text` names the text tags allowed there; `part` and `parts` are an object, or a list, of a shape in partShapes.ts;
 * - `components` is a list of components; `locales` is an object keyed by locale.
 */
export type Rule =
  | 'any'
  | 'string'
  | 'number'
  | 'boolean'
  | 'id'
  | 'mark'
  | 'link'
  | 'platformLink'
  | 'person'
  | 'components'
  | { readonly text: readonly string[] }
  | { readonly part: string }
  | { readonly parts: string }
  | { readonly locales: Rule };

/** The properties something may have; those marked in `needs` must be there. */
export interface ComponentShape {
  readonly props: { readonly [name: string]: Rule };
  readonly needs?: readonly string[];
}

export const PLAIN: Rule = { text: ['plain_text'] };
export const TEXT: Rule = { text: ['plain_text', 'lark_md'] };
export const ICON: Rule = { part: 'icon' };
export const CONFIRM: Rule = { part: 'confirm' };
export const BEHAVIORS: Rule = { parts: 'behavior' };

/** What every component may have. */
export const place = { tag: 'string', element_id: 'id', margin: 'string' } as const;
/** How a container lays out what it holds. */
export const flow = {
  direction: 'string',
  horizontal_spacing: 'string',
  horizontal_align: 'string',
  vertical_spacing: 'string',
  vertical_align: 'string',
  padding: 'string',
} as const;
export const container = { ...place, ...flow, elements: 'components' } as const;
export const prefix = { icon: ICON, ud_icon: 'any' } as const;
export const disabling = {
  disabled: 'boolean',
  disabled_tips: PLAIN,
  hover_tips: PLAIN,
  confirm: CONFIRM,
} as const;
/** Languages of `i18n_content` (open.feishu.cn/document/feishu-cards/configure-multi-language-content). */
export const CARD_LOCALES: ReadonlySet<string> = new Set(
  'zh_cn en_us zh_hk zh_tw ja_jp id_id vi_vn th_th pt_br es_es ko_kr de_de fr_fr it_it ru_ru ms_my'.split(
    ' ',
  ),
);
