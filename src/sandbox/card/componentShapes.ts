import {
  BEHAVIORS,
  CONFIRM,
  type ComponentShape,
  container,
  disabling,
  ICON,
  PLAIN,
  place,
  prefix,
  TEXT,
} from './shapeRules.ts';

const input = {
  ...place,
  name: 'string',
  required: 'boolean',
  width: 'string',
  placeholder: PLAIN,
  behaviors: BEHAVIORS,
  value: 'any',
  ...disabling,
} as const;
const choice = { ...input, type: 'string', options: { parts: 'option' } } as const;

/** Every component of Card JSON 2.0 by its tag (…/card-json-v2-components/component-json-v2-overview). */
export const COMPONENTS: { readonly [tag: string]: ComponentShape } = {
  div: {
    props: { ...place, ...prefix, width: 'string', text: TEXT, fields: { parts: 'field' } },
  },
  markdown: {
    props: {
      ...place,
      content: 'mark',
      i18n_content: { locales: 'mark' },
      text_size: 'string',
      text_align: 'string',
      icon: ICON,
    },
    needs: ['content'],
  },
  person: {
    props: {
      ...place,
      size: 'string',
      user_id: 'person',
      show_avatar: 'boolean',
      show_name: 'boolean',
      style: 'string',
    },
    needs: ['user_id'],
  },
  person_list: {
    props: {
      ...place,
      ...prefix,
      drop_invalid_user_id: 'boolean',
      lines: 'number',
      show_name: 'boolean',
      show_avatar: 'boolean',
      size: 'string',
      persons: { parts: 'person' },
    },
    needs: ['persons'],
  },
  table: {
    props: {
      ...place,
      page_size: 'number',
      row_height: 'string',
      row_max_height: 'string',
      freeze_first_column: 'boolean',
      header_style: { part: 'headerStyle' },
      columns: { parts: 'tableColumn' },
      rows: 'any',
    },
    needs: ['columns', 'rows'],
  },
  chart: {
    props: {
      ...place,
      aspect_ratio: 'string',
      color_theme: 'string',
      chart_spec: 'any',
      preview: 'boolean',
      height: 'string',
    },
    needs: ['chart_spec'],
  },
  img: {
    props: {
      ...place,
      img_key: 'string',
      alt: PLAIN,
      title: PLAIN,
      corner_radius: 'string',
      scale_type: 'string',
      size: 'string',
      transparent: 'boolean',
      preview: 'boolean',
      mode: 'string',
      custom_width: 'any',
      compact_width: 'boolean',
    },
    needs: ['img_key'],
  },
  img_combination: {
    props: {
      ...place,
      combination_mode: 'string',
      combination_transparent: 'boolean',
      corner_radius: 'string',
      img_list: 'any',
    },
    needs: ['img_list'],
  },
  audio: {
    props: {
      ...place,
      file_key: 'string',
      width: 'string',
      fill: 'boolean',
      show_time: 'boolean',
      audio_id: 'string',
      style: 'string',
    },
  },
  hr: { props: place },
  column_set: {
    props: {
      ...place,
      horizontal_spacing: 'string',
      horizontal_align: 'string',
      flex_mode: 'string',
      background_style: 'string',
      action: { part: 'linkAction' },
      columns: { parts: 'column' },
    },
    needs: ['columns'],
  },
  collapsible_panel: {
    props: {
      ...container,
      expanded: 'boolean',
      background_color: 'string',
      header: { part: 'panelHeader' },
      border: { part: 'border' },
    },
    needs: ['header'],
  },
  interactive_container: {
    props: {
      ...container,
      ...disabling,
      width: 'string',
      height: 'string',
      background_style: 'string',
      has_border: 'boolean',
      border_color: 'string',
      corner_radius: 'string',
      behaviors: BEHAVIORS,
    },
    needs: ['behaviors', 'elements'],
  },
  form: { props: { ...container, name: 'string' }, needs: ['name', 'elements'] },
  button: {
    props: {
      ...input,
      type: 'string',
      size: 'string',
      text: PLAIN,
      icon: ICON,
      form_action_type: 'string',
    },
  },
  overflow: {
    props: {
      ...place,
      width: 'string',
      options: { parts: 'option' },
      behaviors: BEHAVIORS,
      value: 'any',
      confirm: CONFIRM,
    },
    needs: ['options'],
  },
  input: {
    props: {
      ...input,
      label: PLAIN,
      label_position: 'string',
      default_value: 'string',
      max_length: 'number',
      input_type: 'string',
      show_icon: 'boolean',
      rows: 'number',
      auto_resize: 'boolean',
      max_rows: 'number',
      fallback: 'any',
    },
  },
  select_static: { props: { ...choice, initial_option: 'string', initial_index: 'number' } },
  multi_select_static: { props: { ...choice, selected_values: 'any' } },
  select_person: { props: { ...choice, initial_option: 'string', initial_index: 'number' } },
  multi_select_person: { props: { ...choice, selected_values: 'any' } },
  date_picker: { props: { ...input, initial_date: 'string' } },
  picker_time: { props: { ...input, initial_time: 'string' } },
  picker_datetime: { props: { ...input, initial_datetime: 'string' } },
  select_img: {
    props: {
      ...input,
      multi_select: 'boolean',
      layout: 'string',
      can_preview: 'boolean',
      aspect_ratio: 'string',
      style: 'string',
      options: 'any',
    },
  },
  checker: {
    props: {
      ...input,
      checked: 'boolean',
      text: 'any',
      overall_checkable: 'boolean',
      button_area: 'any',
      checked_style: 'any',
      padding: 'string',
    },
  },
};

/** Components that hold components. They may be nested five deep; `form` and `table` only at the root. */
export const CONTAINERS: ReadonlySet<string> = new Set([
  'column_set',
  'collapsible_panel',
  'interactive_container',
  'form',
]);
