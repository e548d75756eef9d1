/** One field that a template may read. The published table: docs/templates.md is made from it. */
export interface FieldEntry {
  readonly says: string;
  /** A text, person, time or link prints itself; a word is a fixed one to compare with; a flag is for `#if`. */
  readonly kind:
    | 'text'
    | 'person'
    | 'people'
    | 'time'
    | 'link'
    | 'word'
    | 'number'
    | 'flag'
    | 'group'
    | 'list';
  /** What a group holds, or each item of a list. */
  readonly has?: FieldTable;
}

export interface FieldTable {
  readonly [name: string]: FieldEntry;
}

function field(kind: FieldEntry['kind'], says: string, has?: FieldTable): FieldEntry {
  return { kind, says, ...(has ? { has } : {}) };
}

const ENTRY: FieldTable = {
  deed: field(
    'word',
    'What happened: `submitted` `approved` `rejected` `autoApproved` `autoRejected` `repeatSkipped` `transferred` `added` `addedBefore` `addedAfter` `removed` `sentBack` `withdrew` `revoked` `deleted` `copied` `commented` `overtimeClosed` `overtimeRecovered`.',
  ),
  did: field('text', 'The same in the words of the card’s language.'),
  color: field('word', 'A colour that fits the deed, for `<font color=…>`.'),
  who: field('person', 'Who did it; empty where the system did.'),
  others: field('people', 'To whom it was transferred, and who was added, removed or got a copy.'),
  node: field('text', 'The name of the step.'),
  comment: field('text', 'What the person wrote.'),
  at: field(
    'time',
    'When, without the year if it is the year of the change; only the time if everything on the card happened on one day.',
  ),
};

const FORM_FIELD: FieldTable = {
  id: field('text', 'The id of the widget.'),
  name: field('text', 'The label.'),
  value: field('text', 'The value, of any kind; a table becomes a line per row.'),
  isTable: field('flag', 'Whether `columns` and `rows` hold a table; Feishu allows five in a card.'),
  isShort: field('flag', 'Whether the value is short enough to be shown beside another.'),
  columns: field('list', 'The columns of a table.', {
    key: field('word', 'The name of the column for the table component.'),
    name: field('text', 'The label.'),
    type: field('word', 'The `data_type` that suits the values: `text` or `markdown`.'),
    width: field('word', 'The `width` that the longest cell needs: `auto` or pixels.'),
    align: field('word', 'The `horizontal_align` that suits the values: `left` or `right`.'),
  }),
  rows: field('list', 'The rows of a table.', {
    cells: field('list', 'The cells; empty ones are left out.', {
      key: field('word', 'The name of the cell’s column.'),
      value: field('text', 'The value.'),
    }),
  }),
  rowHeight: field('word', 'The `row_height` that the highest cell needs: `low` or pixels.'),
  note: field('text', 'How many rows and columns there are, if not all are shown.'),
};

const BLOCK: FieldTable = {
  isPair: field('flag', 'Short fields: `left` and, mostly, `right`.'),
  isTable: field('flag', 'A table: `field`. If neither is set, it is one wide `field`.'),
  left: field('group', 'The first of a pair.', FORM_FIELD),
  right: field('group', 'The second of a pair; absent when the number is odd.', FORM_FIELD),
  field: field('group', 'The wide field or the table.', FORM_FIELD),
};

const OVERDUE: FieldTable = {
  who: field(
    'people',
    'Who must act, or their stand-in; the applicant if no task is open; empty if unknown.',
  ),
  mentioned: field('people', 'The same; printing this notifies those of them whom the card mentions.'),
  isAnyOf: field('flag', 'Whether one of several is enough.'),
  onBehalfOf: field('text', 'For whom a stand-in is reminded: `代 李四`; mostly empty.'),
  node: field('text', 'The name of the step.'),
  since: field('time', 'Since when.'),
  waited: field('text', 'How long it has waited in working time: `已等待 2 个工作日 3 小时`.'),
  span: field('text', 'The same without words around it: `2 个工作日 3 小时`.'),
  count: field('number', 'The number of this reminder of the step: 1 for the first.'),
};

/** Everything a template may read. */
export const FIELDS: FieldTable = {
  status: field(
    'word',
    'The status: `PENDING` `APPROVED` `REJECTED` `CANCELED` `DELETED` `REVERTED` `OVERTIME_CLOSE` `OVERTIME_RECOVER`.',
  ),
  statusName: field('text', 'The status in the words of the card’s language.'),
  color: field(
    'word',
    'The colour of the status, for `header.template`; with `-50` appended, the light one for a background.',
  ),
  tagColor: field('word', 'The same for a `text_tag`.'),
  isEnded: field('flag', 'Whether the request has ended.'),
  isKnown: field(
    'flag',
    'Whether the approval was looked up successfully at least once; otherwise there are only codes and the link.',
  ),
  title: field(
    'text',
    'Whose approval it is, and what distinguishes it: `张三的采购申请：新工位扩容`. This is the purpose, the counterpart, the dates or the amount, by the rules for fields; otherwise the number.',
  ),
  whose: field('text', 'Whose approval it is: `张三的采购申请`, `张三提交的合同审批`.'),
  extent: field('text', 'How much, or when; empty if the title already says it, or the form does not.'),
  namesApplicant: field('flag', 'Whether the title names who submitted it.'),
  namesNumber: field('flag', 'Whether the title shows the number, because the form has nothing better.'),
  summary: field('text', 'Status, title and extent, for the list of chats.'),
  approval: field('text', 'The name of the approval, such as `采购申请`.'),
  approvalCode: field('text', 'The code of the approval’s definition.'),
  instanceCode: field('text', 'The code of this approval.'),
  changedAt: field('time', 'When the status changed.'),
  serialNumber: field('text', 'The number that people see in Approval.'),
  applicant: field('person', 'Who submitted it.'),
  department: field('text', 'The applicant’s department; empty if its name is not known.'),
  startedAt: field('time', 'When it was submitted.'),
  submittedAt: field(
    'time',
    'The same, shorter; only the time if everything on the card happened on one day.',
  ),
  endedAt: field('time', 'When it ended; empty while it is pending.'),
  original: field('link', 'The approval that this one revokes or edits; usually empty.'),
  revises: field('text', 'Whether this one revokes or edits it.'),
  fields: field('list', 'The form, as far as the chat may see it and it fits the card.', FORM_FIELD),
  amount: field(
    'group',
    'How much money; absent if the form has no amount, or is shown in full.',
    FORM_FIELD,
  ),
  keys: field('list', 'The other key fields, laid out; a table with its first rows.', BLOCK),
  rest: field(
    'list',
    'What is folded, laid out: the other fields, long texts, later rows of a table.',
    BLOCK,
  ),
  restCount: field('number', 'How many fields are folded.'),
  restRows: field('number', 'How many rows of a table are folded, if nothing else is; otherwise 0.'),
  blocks: field('list', 'The whole form, laid out: short fields two by two.', BLOCK),
  moreFields: field('number', 'How many fields did not fit.'),
  story: field('list', 'What happened, oldest first.', ENTRY),
  recent: field(
    'list',
    'The end of the story, which is not folded: all of a short one, the last two entries of a long one. Without the submission.',
    ENTRY,
  ),
  earlier: field('list', 'The entries before that; to be folded.', ENTRY),
  earlierCount: field('number', 'How many of them there are.'),
  moreEarlier: field('number', 'How many still earlier entries do not fit the card.'),
  decision: field('group', 'What led to the current status; absent until something was decided.', ENTRY),
  waiting: field('list', 'Who must act next, by step; empty once it ended.', {
    node: field('text', 'The name of the step.'),
    people: field('people', 'Who must act.'),
    mentioned: field('people', 'The same; printing this notifies those of them whom the card mentions.'),
    isAnyOf: field('flag', 'Whether the decision of one of them is enough.'),
    since: field('time', 'Since when.'),
  }),
  late: field('list', 'Of a request that timed out: who had not decided, by step; empty if unknown.', {
    node: field('text', 'The name of the step.'),
    people: field('people', 'Who had to act.'),
  }),
  overdue: field(
    'list',
    'Of a reminder: the steps that have waited for too long. Empty on other cards.',
    OVERDUE,
  ),
  isEscalated: field('flag', 'Of a reminder: whether it is an escalation.'),
  tellsChanges: field('flag', 'Of a summary: whether it lists changes that came late, and not what waits.'),
  items: field('list', 'Of a summary: the approvals, the longest waiting first. Empty on other cards.', {
    title: field('link', 'Whose approval it is and what distinguishes it; a link to it.'),
    extent: field('text', 'How much, or when.'),
    statusName: field('text', 'Its new status; empty if the summary reminds.'),
    color: field('word', 'The colour of that status; empty if the summary reminds.'),
    overdue: field('list', 'Its steps that have waited for too long.', OVERDUE),
  }),
  mayDefer: field('flag', 'Of a reminder of one approval: whether its buttons can defer it.'),
  deferred: field('text', 'Who deferred it until when, or stopped it; empty if nobody did.'),
  moreItems: field('number', 'How many approvals did not fit.'),
  week: field('group', 'Of an overview: the figures of the last week; absent on other cards.', {
    title: field('text', 'Which week: `上周（11-16 至 11-22）`.'),
    created: field('text', 'How many came in, compared with the week before.'),
    decided: field('text', 'How many were decided.'),
    median: field('text', 'The median time to a decision; empty if none was decided.'),
    p90: field('text', 'The time within which nine of ten were decided.'),
    slowest: field('text', 'The step that took longest; empty if none was decided.'),
  }),
  mentions: field(
    'people',
    'The people whom the card mentions. They are notified only if this is printed in a Markdown text.',
  ),
  otherMentions: field('people', 'Those of `mentions` who are not in any `mentioned`.'),
  asOf: field('time', 'When the details were looked up.'),
  openLink: field('link', 'A link to the approval, as one word for a Markdown text.'),
  link: field('group', 'The addresses of the approval.', {
    mobile: field('link', 'On phones, and anywhere else.'),
    pc: field('link', 'On a desktop, beside the chat.'),
  }),
};
