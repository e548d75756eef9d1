import type { WireWidget } from '../world/definition.ts';

/**
 * A form as get-instance returns it in another locale: labels and option texts are those of the definition in that locale,
 * while what people typed stays as it is (open.feishu.cn/document/server-docs/approval-v4/instance/get).
 *
 * @param definitions the definition's widgets in that locale
 */
export function formInLocale(
  form: readonly WireWidget[],
  definitions: readonly WireWidget[],
): readonly WireWidget[] {
  const byId = new Map(definitions.map((one) => [one.id, one]));
  return form.map((widget) => widgetInLocale(widget, byId.get(widget.id)));
}

function widgetInLocale(widget: WireWidget, definition: WireWidget | undefined): WireWidget {
  if (!definition) return widget;
  const named = { ...widget, ...(widget.name !== undefined && { name: definition.name }) };
  if (widget.type === 'fieldList' && Array.isArray(widget.value)) {
    const children = listOf(definition.children);
    const rows = widget.value as readonly (readonly WireWidget[])[];
    return { ...named, value: rows.map((row) => formInLocale(row, children)) };
  }
  return widget.option === undefined ? named : { ...named, ...choiceInLocale(widget, definition) };
}

/** One option, or several: `option` holds key and text, `value` the texts alone. */
function choiceInLocale(widget: WireWidget, definition: WireWidget): object {
  const texts = new Map(listOf(definition.option).map((one) => [one.value, one.text]));
  const translated = (one: WireWidget): WireWidget => ({ ...one, text: texts.get(one.key) ?? one.text });
  if (Array.isArray(widget.option)) {
    const option = listOf(widget.option).map(translated);
    return { option, value: option.map((one) => one.text) };
  }
  const option = translated(widget.option as WireWidget);
  return { option, value: option.text };
}

function listOf(value: unknown): readonly WireWidget[] {
  return Array.isArray(value) ? (value as WireWidget[]) : [];
}
