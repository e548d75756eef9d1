import { type ComponentShape, container, flow, ICON, PLAIN, TEXT } from './shapeRules.ts';

/** The pieces components are made of (open.feishu.cn/document/feishu-cards/card-json-v2-structure). */
export const PARTS: { readonly [name: string]: ComponentShape } = {
  card: {
    props: {
      schema: 'string',
      config: { part: 'config' },
      card_link: { part: 'cardLink' },
      header: { part: 'header' },
      body: { part: 'body' },
    },
  },
  config: {
    props: {
      streaming_mode: 'boolean',
      streaming_config: 'any',
      summary: { part: 'summary' },
      locales: 'any',
      enable_forward: 'boolean',
      enable_forward_interaction: 'boolean',
      update_multi: 'boolean',
      width_mode: 'string',
      use_custom_translation: 'boolean',
      style: { part: 'style' },
    },
  },
  style: { props: { text_size: 'any', color: 'any' } },
  summary: { props: { content: 'string', i18n_content: { locales: 'string' } } },
  cardLink: {
    props: { url: 'link', pc_url: 'platformLink', ios_url: 'platformLink', android_url: 'platformLink' },
  },
  header: {
    props: {
      title: TEXT,
      subtitle: TEXT,
      text_tag_list: { parts: 'textTag' },
      i18n_text_tag_list: { locales: { parts: 'textTag' } },
      template: 'string',
      icon: ICON,
      padding: 'string',
    },
    needs: ['title'],
  },
  textTag: { props: { tag: 'string', element_id: 'id', text: PLAIN, color: 'string' }, needs: ['tag'] },
  body: { props: { ...flow, elements: 'components' } },
  icon: {
    props: { tag: 'string', token: 'string', color: 'string', img_key: 'string', size: 'string' },
    needs: ['tag'],
  },
  confirm: { props: { title: PLAIN, text: PLAIN }, needs: ['title', 'text'] },
  behavior: {
    props: {
      type: 'string',
      default_url: 'link',
      pc_url: 'platformLink',
      ios_url: 'platformLink',
      android_url: 'platformLink',
      value: 'any',
      behaviors: 'any',
    },
    needs: ['type'],
  },
  field: { props: { is_short: 'boolean', text: TEXT } },
  column: {
    props: {
      ...container,
      width: 'string',
      weight: 'number',
      background_style: 'string',
      action: { part: 'linkAction' },
    },
    needs: ['tag'],
  },
  linkAction: { props: { multi_url: { part: 'cardLink' } } },
  panelHeader: {
    props: {
      title: { text: ['plain_text', 'markdown'] },
      background_color: 'string',
      vertical_align: 'string',
      padding: 'string',
      position: 'string',
      width: 'string',
      icon: ICON,
      icon_position: 'string',
      icon_expanded_angle: 'number',
    },
  },
  border: { props: { color: 'string', corner_radius: 'string' } },
  person: { props: { id: 'person' }, needs: ['id'] },
  option: { props: { text: PLAIN, value: 'any', icon: ICON, multi_url: { part: 'cardLink' } } },
  headerStyle: {
    props: {
      text_align: 'string',
      text_size: 'string',
      background_style: 'string',
      text_color: 'string',
      bold: 'boolean',
      lines: 'number',
    },
  },
  tableColumn: {
    props: {
      name: 'string',
      display_name: 'string',
      i18n_display_name: { locales: 'string' },
      width: 'string',
      data_type: 'string',
      vertical_align: 'string',
      horizontal_align: 'string',
      format: 'any',
      date_format: 'string',
    },
    needs: ['name'],
  },
};
