import { isInternalKey, looksInternal } from './internal.ts';
import { isSilent, partOf, roleOf, type SpanPart, spanPartOf } from './role.ts';
import { asRecord, lineOf, openJson } from './shape.ts';
import { isWidget, makeSource, type Source, sourceOfChild, type View } from './source.ts';

/** `leaveGroup`, `widgetLeaveGroupV2`, `tripGroup`, `apaascorehrOnboardingGroup`, and what else holds widgets. */
export function isGroup({ type, value }: Source): boolean {
  if (listOfWidgets(value)) return true;
  return /group(v\d+)?$/i.test(type) && asRecord(value) !== undefined;
}

function listOfWidgets(value: unknown): readonly Readonly<Record<string, unknown>>[] | undefined {
  const opened = openJson(value);
  if (!Array.isArray(opened)) return undefined;
  const given = opened.filter((entry) => entry !== null).map(openJson);
  return given.length > 0 && given.every(isWidget) ? given : undefined;
}

/**
 * Takes a group apart into values that other readers know. A group is an object of plain members (`start`,
 * `reason`), an object keyed by the ids of its children, or a list of child widgets: documented for instances
 * (open.feishu.cn/document/server-docs/approval-v4/instance/get), for creation
 * (…/instance/approval-instance-form-control-parameters) and seen in practice.
 */
export function splitGroup(group: Source, view: View): Source[] {
  const parts: Source[] = [];
  const span = new Map<SpanPart, Readonly<Record<string, unknown>>>();
  let spanAt: number | undefined;
  for (const child of childrenOf(group.value)) {
    const part = partOf(lineOf(child.id));
    const spanPart = spanPartOf(part);
    if (spanPart) {
      span.set(spanPart, child);
      if (spanPart !== 'unit') spanAt ??= parts.length;
    } else if (!isSilent(part)) {
      parts.push(childSource(child, part, group, view));
    }
  }
  if (spanAt !== undefined) parts.splice(spanAt, 0, spanSource(span, group, view));
  return parts;
}

/**
 * A row of a table within a group: the journeys of a trip, the periods of overtime. It has the same parts as a
 * group, and the id of the table tells of which.
 */
export function splitRow(row: unknown, table: Source, view: View): Source[] {
  return splitGroup({ ...table, type: table.id, value: row }, view);
}

/** Every shape of a group as a list of children: `{id, type?, name?, value, …}`. */
function childrenOf(value: unknown): Readonly<Record<string, unknown>>[] {
  const widgets = listOfWidgets(value);
  if (widgets) return [...widgets];
  return Object.entries(asRecord(value) ?? {})
    .filter(([id]) => roleOf(partOf(id), '') || id.startsWith('widget') || !isInternalKey(id))
    .map(([id, inner]) => ({ id, value: inner }));
}

function childSource(
  child: Readonly<Record<string, unknown>>,
  part: string,
  group: Source,
  view: View,
): Source {
  const role = roleOf(part, group.type);
  const ownType = lineOf(child.type);
  if (role) {
    const type = ownType || role.type;
    return sourceOfChild(child, group, view, {
      type,
      word: role.word,
      aliases: [part],
      delicate: role.delicate === true,
    });
  }
  // A member that nobody documented: its own name is the best label, unless that is an id.
  const id = lineOf(child.id);
  const isLabel = lineOf(child.name) === '' && ownType === '' && !looksInternal(id);
  return sourceOfChild(isLabel ? { ...child, name: id } : child, group, view);
}

/** Start, end, length and unit told as one: `2026-11-20 至 2026-11-22（3 天）`. */
function spanSource(
  span: ReadonlyMap<SpanPart, Readonly<Record<string, unknown>>>,
  group: Source,
  view: View,
): Source {
  const [start, end, interval, unit] = (['start', 'end', 'interval', 'unit'] as const).map((part) =>
    span.get(part),
  );
  const around = asRecord(group.value)?.timezoneOffset;
  const length = textBeside(interval);
  const lengthUnit = unitOf(unit?.value) ?? unitOf(interval?.value);
  // Overtime has no unit of its own: two are hours here and days there. Its ends say how long it was.
  const isTold = lengthUnit !== undefined || !/work/i.test(group.type) || !/^[\d.]+$/.test(lineOf(length));
  return makeSource(
    {
      id: 'period',
      type: 'dateInterval',
      value: {
        start: start?.value,
        end: end?.value,
        interval: isTold ? length : undefined,
        unit: lengthUnit,
      },
      extra: {
        timezoneOffset: start?.timezoneOffset ?? around ?? group.extra.timezoneOffset,
      },
      word: start || end ? 'period' : 'duration',
      aliases: [...span.values()].flatMap((child) => [
        lineOf(child.id),
        lineOf(child.name),
        lineOf(child.custom_id),
      ]),
      parent: group,
    },
    view,
  );
}

/** The length comes as a number, or as an option whose text says it. */
function textBeside(interval: Readonly<Record<string, unknown>> | undefined): unknown {
  const value = interval?.value;
  const text = lineOf(asRecord(interval?.option)?.text);
  return text !== '' && !/^\d/.test(lineOf(value)) ? text : value;
}

function unitOf(value: unknown): string | undefined {
  const text = lineOf(asRecord(value)?.value ?? value);
  return /^(day|hour|half_?day|minute)s?$/i.test(text) ? text : undefined;
}
