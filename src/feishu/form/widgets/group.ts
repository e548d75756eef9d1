import { momentOf } from './calendar.ts';
import { isInternalKey, isRawKey, looksInternal } from './internal.ts';
import { lineOf, looseRecord, openJson } from './looseJson.ts';
import { isSilent, partOf, partRole, type SpanPart, spanPartOf } from './role.ts';
import { type FormContext, isWidget, makeSource, sourceOfChild, type WidgetSource } from './source.ts';

/** `leaveGroup`, `widgetLeaveGroupV2`, `tripGroup`, `apaascorehrOnboardingGroup`, and others that contain widgets. */
export function isGroup({ type, value }: WidgetSource): boolean {
  if (listOfWidgets(value)) return true;
  return (
    /group(v\d+)?$/i.test(type) && (looseRecord(value) !== undefined || listOfRecords(value) !== undefined)
  );
}

type Child = Readonly<Record<string, unknown>>;

function listOfWidgets(value: unknown): readonly Child[] | undefined {
  const given = entriesOf(value);
  return given && given.length > 0 && given.every(isWidget) ? given : undefined;
}

/** Several times the same group, without ids: `[{date, remedy_time}]`. */
function listOfRecords(value: unknown): readonly Child[] | undefined {
  const records = entriesOf(value)?.map(looseRecord);
  return records && records.length > 0 && records.every((one) => one !== undefined) ? records : undefined;
}

function entriesOf(value: unknown): unknown[] | undefined {
  const opened = openJson(value);
  return Array.isArray(opened) ? opened.filter((entry) => entry !== null).map(openJson) : undefined;
}

/**
 * Splits a group into values for the other readers. A group is an object of plain members (`start`,
 * `reason`), an object keyed by the ids of its children, or a list of child widgets: documented for instances
 * (open.feishu.cn/document/server-docs/approval-v4/instance/get), for creation
 * (…/instance/approval-instance-form-control-parameters) and seen in practice.
 */
export function splitGroup(given: WidgetSource, form: FormContext): WidgetSource[] {
  const children = childrenOf(given.value);
  const group = { ...given, pickerOffset: offsetAmong(children) ?? given.pickerOffset };
  const parts: WidgetSource[] = [];
  const span = new Map<SpanPart, Child>();
  let spanAt: number | undefined;
  for (const child of children) {
    const part = partOf(lineOf(child.id));
    const spanPart = spanPartOf(part);
    if (spanPart) {
      span.set(spanPart, child);
      if (spanPart !== 'unit') spanAt ??= parts.length;
    } else if (!isSilent(part)) {
      parts.push(childSource(child, part, group, form));
    }
  }
  if (spanAt !== undefined) parts.splice(spanAt, 0, spanSource(span, parts, group, form));
  return parts;
}

/**
 * A row of a table within a group: the journeys of a trip, the periods of overtime. It has the same parts as a group;
 * the ids around it say of which.
 */
export function splitRow(row: unknown, table: WidgetSource, form: FormContext): WidgetSource[] {
  return splitGroup({ ...table, type: `${table.within}/${table.id}`, value: row }, form);
}

function offsetAmong(children: readonly Child[]): unknown {
  return children.find((child) => partOf(lineOf(child.id)) === 'timezoneoffset')?.value;
}

/** Every shape of a group as a list of children: `{id, type?, name?, value, …}`. */
function childrenOf(value: unknown): Child[] {
  const widgets = listOfWidgets(value);
  if (widgets) return [...widgets];
  const records = listOfRecords(value);
  if (records && records.length > 1) return [{ id: 'batchDetail', value: records }];
  return Object.entries(records?.[0] ?? looseRecord(value) ?? {})
    .filter(([id]) => isPart(partOf(id)) || id.startsWith('widget') || !isInternalKey(id))
    .map(([id, inner]) => ({ id, value: inner }));
}

function isPart(part: string): boolean {
  return partRole(part, '') !== undefined || spanPartOf(part) !== undefined || isSilent(part);
}

function childSource(
  child: Readonly<Record<string, unknown>>,
  part: string,
  group: WidgetSource,
  form: FormContext,
): WidgetSource {
  const role = partRole(part, group.type);
  const ownType = lineOf(child.type);
  if (role) {
    const type = ownType || role.type;
    return sourceOfChild(child, group, form, {
      type,
      word: role.word,
      aliases: [part],
      delicate: role.delicate === true,
    });
  }
  // An undocumented member: its own name is the best label, unless that is an id.
  const id = lineOf(child.id);
  const isLabel = lineOf(child.name) === '' && ownType === '' && !looksInternal(id) && !isRawKey(id);
  return sourceOfChild(isLabel ? { ...child, name: id } : child, group, form);
}

/** Start, end, length and unit as one value: `2026-11-20 至 2026-11-22（3 天）`. */
function spanSource(
  span: ReadonlyMap<SpanPart, Child>,
  parts: readonly WidgetSource[],
  group: WidgetSource,
  form: FormContext,
): WidgetSource {
  const [start, end, interval, unit] = (['start', 'end', 'interval', 'unit'] as const).map((part) =>
    span.get(part),
  );
  return makeSource(
    {
      id: 'period',
      type: 'dateInterval',
      value: {
        start: start?.value,
        end: end?.value,
        interval: textBeside(interval),
        unit: unitOf(unit?.value) ?? unitOf(interval?.value),
        // A total of the periods in a table.
        periodsMs: start || end ? undefined : periodsMs(parts, form),
      },
      extra: { timezoneOffset: start?.timezoneOffset ?? end?.timezoneOffset },
      word: start || end ? 'period' : 'duration',
      aliases: [...span.values()].flatMap((child) => [
        lineOf(child.id),
        lineOf(child.name),
        lineOf(child.custom_id),
      ]),
      parent: group,
    },
    form,
  );
}

/** The total length of the periods of a table, ms; undefined if not all of them are known. */
function periodsMs(parts: readonly WidgetSource[], form: FormContext): number | undefined {
  const table = parts.find((part) => part.type === 'fieldList');
  const rows = table ? (entriesOf(table.value) ?? []) : [];
  let sum = 0;
  for (const row of rows) {
    const ends = new Map(childrenOf(row).map((cell) => [spanPartOf(partOf(lineOf(cell.id))), cell.value]));
    const [start, end] = [ends.get('start'), ends.get('end')].map((value) =>
      momentOf(value, undefined, form),
    );
    if (!start || !end) return undefined;
    sum += (end.at ?? end.wall) - (start.at ?? start.wall);
  }
  return sum > 0 ? sum : undefined;
}

/** The length is a number, or an option whose text is the length. */
function textBeside(interval: Readonly<Record<string, unknown>> | undefined): unknown {
  const value = interval?.value;
  const text = lineOf(looseRecord(interval?.option)?.text);
  return text !== '' && !/^\d/.test(lineOf(value)) ? text : value;
}

function unitOf(value: unknown): string | undefined {
  const text = lineOf(looseRecord(value)?.value ?? value);
  return /^(day|hour|half_?day|minute)s?$/i.test(text) ? text : undefined;
}
