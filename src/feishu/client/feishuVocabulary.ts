/**
 * The words of Feishu's own messages, from the error tables of the send, reply, patch and buzz pages, of the approval
 * and contact pages, and of open.feishu.cn/document/server-docs/api-call-guide/generic-error-code. In lower case.
 */
const PROSE = `
  a able about abnormal accepted access action actual admin administrator aggregated all allowed already an and any anyof
  api app application apps are as ask assertion at attached audio audit authority authorization authorize authorized
  availability available bad be been being belongs big body bot bots busy but by call called can cannot capability card
  cards change chat chats check closed code collaboration column columns common component components confirm connection
  contain contains content correct count create cross current currently data define defined definition deleted denied
  department deny depth dept details different disabled dissolved do does don't due duplicate duplicated each edit either
  elem element elements empty encrypted enough err error errors exceed exceeds exist existed exists expected expire
  expired external fail failed failure fails field fields file find following fold for forbid forbidden format forward
  found frequency from frozen gateway get given global group groups has have header id ids illegal image in inactivated
  inconsistent incorrect information inner input inside instance int integer internal invalid invisible ip is it its json
  key keys lack language large length level limit limited list lock locked login long longer manage many match matches
  maximum may member members message messages method mismatch missing mobile modified most msg must name need nested
  nesting no node non not null number object of on once one only open operate operation operations operator option
  options or original other out outside over owner p2p page param parameter params parse parsing pass path people permission
  permissions person please position private property quantity range rate reach reaches reached read receive received
  recall recalled refresh rejected release released reply repeat request requests required requires resigned resource
  retry root row rows same schema scope scopes secret self send sender sending sensitive sent server service setting
  settings share shared should size some soon spec specified specifies specify still stopped string structure success
  support supported supports system table tables tag tags target template tenant text than that the their there these
  they this thread times to token too topic trigger triggers try type types unauthorized unavailable unique universal
  unknown unmarshal unread unrecognized unsupported update upload upper urgent use used user users v1 v2 valid validate
  validation value values variable verify version via visibility visible was we were when which whether who knows will with within
  without wrong xml you your ok crypt self-destruct
`;

/** Names of the parts of requests, of cards of JSON 2.0 and of errors. */
const NAMES = `
  ErrCode ErrMsg ErrorValue ErrPath ROOT ext
  receive_id receive_id_type msg_type content uuid message_id chat_id open_id user_id union_id user_id_list user_ids
  user_id_type department_id department_ids department_id_type open_department_id approval_code instance_code instance_id
  start_time end_time page_size page_token locale app_id app_secret tenant_key reply_in_thread interactive card_id
  schema config header body elements tag text i18n_content i18n_elements plain_text lark_md markdown div hr img button
  column_set column columns table chart form input person person_list collapsible_panel interactive_container overflow
  select_static select_person picker_date audio note action element_id template title subtitle text_tag_list icon
  standard_icon custom_icon token color size width height margin padding direction flex_mode horizontal_spacing
  vertical_spacing horizontal_align vertical_align background_style weight weighted auto fill fit behaviors open_url
  callback default_url pc_url ios_url android_url card_link url update_multi enable_forward enable_forward_interaction
  width_mode summary locales style rows row_height row_max_height header_style data_type display_name page_number
  expanded corner_radius border text_size text_align text_color max_lines lines img_key alt mode preview scale_type
  chart_spec aspect_ratio name value type options placeholder confirm disabled required zh_cn en_us ja_jp at id email
`;

function wordsOf(list: string): readonly string[] {
  return list.split(/\s+/).filter((word) => word !== '');
}

/** Ordinary words of Feishu's messages, in lower case. */
export const FEISHU_PROSE: ReadonlySet<string> = new Set(wordsOf(PROSE));
/** Names of properties, of tags and of parts of an error. */
export const FEISHU_NAMES: ReadonlySet<string> = new Set(wordsOf(NAMES));
