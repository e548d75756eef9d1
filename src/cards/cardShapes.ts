/**
 * What Card JSON 2.0 knows (open.feishu.cn/document/feishu-cards/card-json-v2-structure and the pages of the
 * components below it). An unknown property fails the whole card there
 * (…/card-json-v2-breaking-changes-release-notes), so that templates are checked against this table.
 *
 * A shape lists its properties by name, each with the shape of what it holds: `-` a plain value, `*` anything,
 * `component` whatever its `tag` says; several of one shape may stand in a list. `!` marks what must be there.
 */
type ShapeText = string;

const TEXT = 'tag! content! i18n_content:* text_size text_color text_align lines';
const LAYOUT =
  'direction horizontal_spacing horizontal_align vertical_spacing vertical_align padding elements:component';
const ENTRY =
  'name required width placeholder:plain behaviors:behavior value:* disabled disabled_tips:plain hover_tips:plain confirm:confirm';
const CHOICE = `${ENTRY} type options:option`;

/** Properties that lead somewhere. */
export const ADDRESSES: ReadonlySet<string> = new Set([
  'url',
  'pc_url',
  'ios_url',
  'android_url',
  'default_url',
]);

/** Pieces that are no components of their own. */
export const PART_SHAPES: Readonly<Record<string, ShapeText>> = {
  card: 'schema! config:config card_link:cardLink header:header body!:body',
  config:
    'streaming_mode streaming_config:* summary:summary locales:* enable_forward enable_forward_interaction update_multi width_mode use_custom_translation style:*',
  summary: 'content i18n_content:*',
  cardLink: 'url pc_url ios_url android_url',
  header:
    'title!:text subtitle:text text_tag_list:textTag i18n_text_tag_list:* template icon:icon ud_icon:* padding',
  textTag: 'tag! element_id text:plain color',
  body: LAYOUT,
  text: TEXT,
  plain: TEXT,
  panelTitle: TEXT,
  icon: 'tag! token color img_key size',
  confirm: 'title!:plain text!:plain',
  behavior: 'type! default_url pc_url ios_url android_url value:* behaviors:*',
  field: 'is_short text:text',
  column: `tag! element_id margin width weight background_style action:linkAction ${LAYOUT}`,
  linkAction: 'multi_url:cardLink',
  panelHeader:
    'title:panelTitle background_color vertical_align padding position width icon:icon icon_position icon_expanded_angle',
  border: 'color corner_radius',
  person: 'id!',
  option: 'text:plain value:* icon:icon multi_url:cardLink',
  headerStyle: 'text_align text_size background_style text_color bold lines',
  tableColumn:
    'name! display_name i18n_display_name:* width data_type! vertical_align horizontal_align format:* date_format',
};

/** Which `tag` a text may have, by shape. */
export const TEXT_TAGS: Readonly<Record<string, readonly string[]>> = {
  text: ['plain_text', 'lark_md'],
  plain: ['plain_text'],
  panelTitle: ['plain_text', 'markdown'],
};

/** The components by their `tag`; every one may also have `tag`, `element_id` and `margin`. */
export const COMPONENT_SHAPES: Readonly<Record<string, ShapeText>> = {
  div: 'text:text fields:field icon:icon ud_icon:* width',
  markdown: 'content! i18n_content:* text_size text_align icon:icon',
  person: 'user_id! size show_avatar show_name style',
  person_list: 'persons!:person drop_invalid_user_id lines show_name show_avatar size icon:icon ud_icon:*',
  table:
    'page_size row_height row_max_height freeze_first_column header_style:headerStyle columns!:tableColumn rows!:*',
  chart: 'aspect_ratio color_theme chart_spec!:* preview height',
  img: 'img_key! alt:plain title:plain corner_radius scale_type size transparent preview mode custom_width compact_width',
  img_combination: 'combination_mode combination_transparent corner_radius img_list!:*',
  audio: 'file_key width fill show_time audio_id style',
  hr: '',
  column_set:
    'horizontal_spacing horizontal_align flex_mode background_style action:linkAction columns!:column',
  collapsible_panel: `expanded background_color header!:panelHeader border:border ${LAYOUT}`,
  interactive_container: `width height background_style has_border border_color corner_radius behaviors!:behavior disabled disabled_tips:plain hover_tips:plain confirm:confirm ${LAYOUT}`,
  form: `name! ${LAYOUT}`,
  button: `${ENTRY} type size text:plain icon:icon form_action_type`,
  overflow: 'width options!:option behaviors:behavior value:* confirm:confirm',
  input: `${ENTRY} label:plain label_position default_value max_length input_type show_icon rows auto_resize max_rows fallback:*`,
  select_static: `${CHOICE} initial_option initial_index`,
  multi_select_static: `${CHOICE} selected_values:*`,
  select_person: `${CHOICE} initial_option initial_index`,
  multi_select_person: `${CHOICE} selected_values:*`,
  date_picker: `${ENTRY} initial_date`,
  picker_time: `${ENTRY} initial_time`,
  picker_datetime: `${ENTRY} initial_datetime`,
  select_img: `${ENTRY} multi_select layout can_preview aspect_ratio style options:*`,
  checker: `${ENTRY} checked text:* overall_checkable button_area:* checked_style:* padding`,
};

/** Components of Card JSON 1.0 that 2.0 refuses, and what stands in their place. */
export const GONE: Readonly<Record<string, string>> = {
  note: 'a div with a plain_text of text_size "notation" and text_color "grey"',
  action: 'the buttons themselves, or a column_set around them',
};
