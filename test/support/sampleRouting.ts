import type { WidgetDefinition } from '../../src/approval/field.ts';
import { createRouting, type Routing } from '../../src/relay/routing/routing.ts';

/** Routing without Feishu: departments are those of `above`, and nobody knows what stands above any other. */
export function sampleRouting(
  above: Readonly<Record<string, readonly string[]>> = {},
  definitions: readonly WidgetDefinition[] = [],
): Routing {
  return createRouting({
    settings: { timezone: 'Asia/Shanghai', locale: 'zh-CN' },
    definitions: { of: async () => definitions, failure: () => undefined },
    departments: { above: async (id) => above[id] },
  });
}
