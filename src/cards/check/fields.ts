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
  others: field('people', 'To whom it was handed, who was added, removed or got a copy.'),
  node: field('text', 'The name of the step.'),
  comment: field('text', 'What the person wrote.'),
  at: field(
    'time',
    'When, without the year where it is the year of the change; the time alone where all of the card is of one day.',
  ),
};

const FORM_FIELD: FieldTable = {
  id: field('text', 'The id of the widget.'),
  name: field('text', 'The label.'),
  value: field('text', 'The value, whatever its kind; a table becomes a line per row.'),
  isTable: field('flag', 'Whether `columns` and `rows` hold a table; Feishu allows five in a card.'),
  isShort: field('flag', 'Whether the value is short enough to stand beside another.'),
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
  note: field('text', 'How many rows and columns there are, where not all are shown.'),
};

const BLOCK: FieldTable = {
  isPair: field('flag', 'Short fields: `left` and, mostly, `right`.'),
  isTable: field('flag', 'A table: `field`. What is neither is one wide `field`.'),
  left: field('group', 'The first of a pair.', FORM_FIELD),
  right: field('group', 'The second of a pair; absent when the number is odd.', FORM_FIELD),
  field: field('group', 'The wide field or the table.', FORM_FIELD),
};

const OVERDUE: FieldTable = {
  who: field(
    'people',
    'Who must act, or stands in; the applicant where no task is open; empty where nobody knows.',
  ),
  mentioned: field('people', 'The same; those whom the card is to ring are rung where this is printed.'),
  isAnyOf: field('flag', 'Whether one of several is enough.'),
  onBehalfOf: field('text', 'For whom a stand-in is reminded: `代 李四`; mostly empty.'),
  node: field('text', 'The name of the step.'),
  since: field('time', 'Since when.'),
  waited: field('text', 'How long that is in working time: `已等待 2 个工作日 3 小时`.'),
  span: field('text', 'The same without words around it: `2 个工作日 3 小时`.'),
  count: field('number', 'Which reminder of it this is: 1 for the first.'),
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
    'The hue of the status, for `header.template`; with `-50` behind it the light one for a background.',
  ),
  tagColor: field('word', 'The same for a `text_tag`.'),
  isEnded: field('flag', 'Whether nobody is waited for any more.'),
  isKnown: field(
    'flag',
    'Whether the approval could ever be looked up; otherwise there are only codes and the link.',
  ),
  title: field(
    'text',
    'Whose approval it is, and what tells it from others: `张三的采购申请：新工位扩容`. The purpose, the counterpart, the dates or the amount, by the rules for fields; else the number.',
  ),
  whose: field('text', 'Whose approval it is: `张三的采购申请`, `张三提交的合同审批`.'),
  extent: field('text', 'How much, or when; empty where the title tells it or the form does not.'),
  namesApplicant: field('flag', 'Whether the title names who submitted it.'),
  namesNumber: field('flag', 'Whether the title tells the number, since the form holds nothing better.'),
  summary: field('text', 'Status, title and extent, for the list of chats.'),
  approval: field('text', 'The name of the approval, such as `采购申请`.'),
  approvalCode: field('text', 'The code of the approval’s definition.'),
  instanceCode: field('text', 'The code of this approval.'),
  changedAt: field('time', 'When the status changed.'),
  serialNumber: field('text', 'The number that people see in Approval.'),
  applicant: field('person', 'Who submitted it.'),
  department: field('text', 'The applicant’s department; empty where its name is not known.'),
  startedAt: field('time', 'When it was submitted.'),
  submittedAt: field(
    'time',
    'The same in few characters; the time alone where all of the card is of one day.',
  ),
  endedAt: field('time', 'When it ended; empty while it runs.'),
  original: field('link', 'The approval that this one revokes or edits; mostly empty.'),
  revises: field('text', 'Which of the two this one does.'),
  fields: field('list', 'The form, as much of it as the chat may see and the card can hold.', FORM_FIELD),
  amount: field(
    'group',
    'How much money; absent where the form does not tell, or stands open whole.',
    FORM_FIELD,
  ),
  keys: field('list', 'The other key fields, laid out; a table with its first rows.', BLOCK),
  rest: field(
    'list',
    'What is folded, laid out: the other fields, long texts, later rows of a table.',
    BLOCK,
  ),
  restCount: field('number', 'How many fields are folded.'),
  restRows: field('number', 'How many rows of a table are folded, where nothing else is; else 0.'),
  blocks: field('list', 'The whole form, laid out: short fields two by two.', BLOCK),
  moreFields: field('number', 'How many fields did not fit.'),
  story: field('list', 'What happened, oldest first.', ENTRY),
  recent: field(
    'list',
    'The end of the story, which stands open: all of a short one, the last two of a long one. Without the submission.',
    ENTRY,
  ),
  earlier: field('list', 'What happened before; to be folded.', ENTRY),
  earlierCount: field('number', 'How many of them there are.'),
  moreEarlier: field('number', 'How many still earlier things find no room in the card.'),
  decision: field('group', 'What brought the present status about; absent while nothing was decided.', ENTRY),
  waiting: field('list', 'Who is next, step by step; empty once it ended.', {
    node: field('text', 'The name of the step.'),
    people: field('people', 'Who must act.'),
    mentioned: field('people', 'The same; those whom the card is to ring are rung where this is printed.'),
    isAnyOf: field('flag', 'Whether one of them is enough.'),
    since: field('time', 'Since when.'),
  }),
  overdue: field(
    'list',
    'Of a reminder: the steps that have waited for too long. Empty on other cards.',
    OVERDUE,
  ),
  isEscalated: field('flag', 'Of a reminder: whether it goes further up.'),
  tellsChanges: field('flag', 'Of a summary: whether it tells changes that came late, and not what waits.'),
  items: field('list', 'Of a summary: the approvals, the longest waiting first. Empty on other cards.', {
    title: field('link', 'Whose approval it is and what tells it apart; leads to it.'),
    extent: field('text', 'How much, or when.'),
    statusName: field('text', 'What it became; empty where the summary reminds.'),
    color: field('word', 'The hue of that status; empty where the summary reminds.'),
    overdue: field('list', 'Its steps that have waited for too long.', OVERDUE),
  }),
  mayDefer: field('flag', 'Of a reminder of one approval: whether its buttons can defer it.'),
  deferred: field('text', 'Who deferred it until when, or stopped it; empty where nobody has.'),
  moreItems: field('number', 'How many approvals did not fit.'),
  week: field('group', 'Of an overview: the figures of the last week; absent on other cards.', {
    title: field('text', 'Which week: `上周（11-16 至 11-22）`.'),
    created: field('text', 'How many came in, compared with the week before.'),
    decided: field('text', 'How many were decided.'),
    median: field('text', 'How long half of them took at most; empty where none was decided.'),
    p90: field('text', 'How long nine of ten took at most.'),
    slowest: field('text', 'The step that took longest; empty where none was decided.'),
  }),
  mentions: field(
    'people',
    'Those whom the card is to ring. They are rung only where this is printed in a Markdown text.',
  ),
  otherMentions: field('people', 'Of those to ring the ones whom no `mentioned` names.'),
  asOf: field('time', 'When the details were looked up.'),
  openLink: field('link', 'Where the approval opens, as a link of one word for a Markdown text.'),
  link: field('group', 'Where the approval opens.', {
    mobile: field('link', 'On phones, and wherever else.'),
    pc: field('link', 'On a desktop, beside the chat.'),
  }),
};
