/**
 * What Card JSON 2.0 knows (open.feishu.cn/document/feishu-cards/card-json-v2-structure and the pages of the
 * components below it). An unknown property fails the whole card there
 * (…/card-json-v2-breaking-changes-release-notes), so that templates are checked against this table.
 *
 * A shape lists its properties by name, each with the shape of what it holds: `-` a plain value, `*` anything,
 * `component` any component, by its `tag`; several of one shape may be in a list. `!` marks what is required. After
 * `=` comes the rule for a plain value (propertyRules.ts).
 */
type ShapeText = string;

const TEXT =
  'tag! content! element_id=elementId i18n_content:* text_size=textSize text_color=color text_align=align lines=count';
const LAYOUT =
  'direction=direction horizontal_spacing=spacing horizontal_align=align vertical_spacing=spacing vertical_align=verticalAlign padding=padding elements:component';
const ENTRY =
  'name required=flag width=controlWidth placeholder:plain behaviors:behavior value:* disabled=flag disabled_tips:plain hover_tips:plain confirm:confirm';
const CHOICE = `${ENTRY} type=choiceType options:option`;

/** Properties that hold an address. */
export const ADDRESSES: ReadonlySet<string> = new Set([
  'url',
  'pc_url',
  'ios_url',
  'android_url',
  'default_url',
]);

/** Parts that are not components of their own. */
export const PART_SHAPES: Readonly<Record<string, ShapeText>> = {
  card: 'schema! config:config card_link:cardLink header:header body!:body',
  config:
    'streaming_mode=flag streaming_config:* summary:summary locales:* enable_forward=flag enable_forward_interaction=flag update_multi=flag width_mode=widthMode use_custom_translation=flag style:*',
  summary: 'content i18n_content:*',
  cardLink: 'url pc_url ios_url android_url',
  header:
    'title!:text subtitle:text text_tag_list:textTag i18n_text_tag_list:* template=headerColor icon:icon padding=padding',
  textTag: 'tag! element_id=elementId text:plain color=tagColor',
  body: LAYOUT,
  text: TEXT,
  plain: TEXT,
  panelTitle: TEXT,
  icon: 'tag!=iconTag token color=color img_key size=iconSize',
  confirm: 'title!:plain text!:plain',
  behavior: 'type!=behaviorType default_url pc_url ios_url android_url value:* behaviors:*',
  field: 'is_short=flag text:text',
  column: `tag! element_id=elementId margin=margin width=columnWidth weight=weight background_style=color action:linkAction ${LAYOUT}`,
  linkAction: 'multi_url:cardLink',
  panelHeader:
    'title:panelTitle background_color=color vertical_align=verticalAlign padding=padding position width=panelWidth icon:icon icon_position=iconPosition icon_expanded_angle=angle',
  border: 'color=color corner_radius=radius',
  person: 'id!',
  option: 'text:plain value:* icon:icon multi_url:cardLink',
  headerStyle:
    'text_align=align text_size=tableTextSize background_style=tableBackground text_color=color bold=flag lines=count',
  tableColumn:
    'name! display_name i18n_display_name:* width=tableColumnWidth data_type!=dataType vertical_align=verticalAlign horizontal_align=align format:* date_format',
};

/** Which `tag` a text may have, by shape. */
export const TEXT_TAGS: Readonly<Record<string, readonly string[]>> = {
  text: ['plain_text', 'lark_md'],
  plain: ['plain_text'],
  panelTitle: ['plain_text', 'markdown'],
};

/** The components by their `tag`; every one may also have `tag`, `element_id` and `margin`. */
export const COMPONENT_SHAPES: Readonly<Record<string, ShapeText>> = {
  div: 'text:text fields:field icon:icon ud_icon:* width=textWidth',
  markdown: 'content! i18n_content:* text_size=textSize text_align=align icon:icon',
  person: 'user_id! size=personSize show_avatar=flag show_name=flag style=personStyle',
  person_list:
    'persons!:person drop_invalid_user_id=flag lines=count show_name=flag show_avatar=flag size=personSize icon:icon ud_icon:*',
  table:
    'page_size=pageSize row_height=rowHeight row_max_height=rowMaxHeight freeze_first_column=flag header_style:headerStyle columns!:tableColumn rows!:*',
  chart: 'aspect_ratio color_theme chart_spec!:* preview=flag height',
  img: 'img_key! alt:plain title:plain corner_radius=radius scale_type=imageScale size=imageSize transparent=flag preview=flag mode=imageMode custom_width compact_width=flag',
  img_combination:
    'combination_mode=combination combination_transparent=flag corner_radius=radius img_list!:*',
  audio:
    'file_key! i18n_file_key:* audio_id disabled=flag disabled_tips:plain show_progress_bar=flag show_time=flag time_display=timeDisplay time_position=timePosition border:border style=audioStyle padding=padding background_style=color fill_color=color width=controlWidth fallback:*',
  hr: '',
  column_set:
    'horizontal_spacing=spacing horizontal_align=align flex_mode=flexMode background_style=color action:linkAction columns!:column',
  collapsible_panel: `expanded=flag background_color=color header!:panelHeader border:border ${LAYOUT}`,
  interactive_container: `width=textWidth height=containerHeight background_style=backgroundColor has_border=flag border_color=color corner_radius=radius behaviors!:behavior disabled=flag disabled_tips:plain hover_tips:plain confirm:confirm ${LAYOUT}`,
  form: `name! ${LAYOUT}`,
  button: `${ENTRY} type=buttonType size=buttonSize text:plain icon:icon form_action_type=formAction`,
  overflow: 'width=controlWidth options!:option behaviors:behavior value:* confirm:confirm',
  input: `${ENTRY} label:plain label_position=labelPosition default_value max_length=count input_type=inputType show_icon=flag rows=count auto_resize=flag max_rows=count fallback:*`,
  select_static: `${CHOICE} initial_option initial_index`,
  multi_select_static: `${CHOICE} selected_values:*`,
  select_person: `${CHOICE} initial_option initial_index`,
  multi_select_person: `${CHOICE} selected_values:*`,
  date_picker: `${ENTRY} initial_date`,
  picker_time: `${ENTRY} initial_time`,
  picker_datetime: `${ENTRY} initial_datetime`,
  select_img: `${ENTRY} multi_select=flag layout=pickerLayout can_preview=flag aspect_ratio style=pickerStyle options:*`,
  checker: `${ENTRY} checked=flag text:* overall_checkable=flag button_area:* checked_style:* padding=padding`,
};
