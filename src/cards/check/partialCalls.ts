import type { ParsedTemplate } from './templateCheck.ts';

/**
 * The partials that a template calls directly or indirectly: its output depends on no others. Sorted;
 * undefined: a name is only known during rendering.
 */
export function partialsOf(
  template: ParsedTemplate,
  partials: ReadonlyMap<string, ParsedTemplate>,
): readonly string[] | undefined {
  const found = new Set<string>();
  const open = [template];
  for (let one = open.pop(); one; one = open.pop()) {
    for (const name of callsIn(one.program)) {
      if (name === undefined) return undefined;
      const partial = partials.get(name);
      if (found.has(name) || !partial) continue;
      found.add(name);
      open.push(partial);
    }
  }
  return [...found].sort();
}

/** The part of a statement that shows what it calls. */
interface CallStatement {
  readonly type: string;
  readonly name?: { readonly original?: unknown };
  readonly program?: { readonly body: readonly CallStatement[] };
  readonly inverse?: { readonly body: readonly CallStatement[] };
}

function* callsIn(program: CallStatement['program']): Generator<string | undefined> {
  for (const { type, name, program: inner, inverse } of program?.body ?? []) {
    if (type.startsWith('Partial')) yield name?.original === undefined ? undefined : String(name.original);
    yield* callsIn(inner);
    yield* callsIn(inverse);
  }
}
