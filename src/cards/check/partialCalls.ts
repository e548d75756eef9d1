import type { ParsedTemplate } from './templateCheck.ts';

/**
 * The partials that a template calls, and those that these call: what it renders depends on no other. Sorted;
 * undefined: a name is only known when it renders.
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

/** As much of a statement as tells what it calls. */
interface Statement {
  readonly type: string;
  readonly name?: { readonly original?: unknown };
  readonly program?: { readonly body: readonly Statement[] };
  readonly inverse?: { readonly body: readonly Statement[] };
}

function* callsIn(program: Statement['program']): Generator<string | undefined> {
  for (const { type, name, program: inner, inverse } of program?.body ?? []) {
    if (type.startsWith('Partial')) yield name?.original === undefined ? undefined : String(name.original);
    yield* callsIn(inner);
    yield* callsIn(inverse);
  }
}
