import Handlebars, { type HelperDelegate, type HelperOptions, type TemplateDelegate } from 'handlebars';
import { handlebarsHelpers, type Rendering } from '../render/helpers.ts';
import type { RenderGuard } from '../render/renderGuard.ts';
import type { View } from '../view/view.ts';
import type { TemplateName } from './templateName.ts';

/** The templates of all folders, compiled once. Made by `loadTemplates`. */
export interface TemplateSet {
  /** By the folder that a chat's `template` names; the empty name is the one above all. */
  readonly folders: ReadonlyMap<string, FolderTemplates>;
}

export type FolderTemplates = ReadonlyMap<TemplateName, Template>;

/** One compiled template with its partials. */
export interface Template {
  /** The file, as it was found; for messages. */
  readonly file: string;
  /** The card's JSON text, tokens in the place of values. Throws what Handlebars throws. */
  readonly render: (view: View, rendering: Rendering) => string;
  /** The texts that stand in it and its partials as they are. */
  readonly texts: ReadonlySet<string>;
}

/**
 * A Handlebars of our own: no HTML escaping (values are tokens, escaped later for the place where they stand), no
 * helpers but ours, no access to prototypes.
 */
const engine = Handlebars.create();
for (const name of ['log', 'lookup']) engine.unregisterHelper(name);
engine.registerHelper(handlebarsHelpers());
engine.registerHelper('each', guarded(engine.helpers.each));

/** Handlebars' own `each`, each round of which is counted. */
function guarded(each: HelperDelegate | undefined): HelperDelegate {
  return function guardedEach(this: unknown, list: unknown, options: HelperOptions) {
    const guard = guardIn(options.data);
    const { fn } = options;
    options.fn = (context, given) => guard.step(() => fn(context, given));
    return each?.call(this, list, options);
  };
}

/** The partials of a folder, compiled once for all its templates. */
export type Partials = Readonly<Record<string, TemplateDelegate>>;

export function compilePartial(source: string): TemplateDelegate {
  const partial = compile(source);
  return (context, options) => guardIn(options?.data).step(() => partial(context, options));
}

function guardIn(data: unknown): RenderGuard {
  return (data as { readonly rendering: Rendering }).rendering.guard;
}

/**
 * Compiles one template. The source must have been parsed without a fault.
 *
 * @param more the sources of the partials that it calls
 */
export function compileTemplate(
  file: string,
  source: string,
  partials: Partials,
  more: readonly string[] = [],
): Template {
  const main = compile(source);
  const texts = new Set([source, ...more].flatMap(textsIn));
  return { file, render: (view, rendering) => main(view, { data: { rendering }, partials }), texts };
}

/** What stands between quotation marks and holds no value. */
function textsIn(source: string): string[] {
  return [...source.matchAll(/"((?:[^"\\{]|\\.)+)"/g)].map(([, text = '']) => text);
}

function compile(source: string): TemplateDelegate {
  return engine.compile<unknown>(source, { noEscape: true, preventIndent: true });
}

/** The folder a chat asks for, or the nearest one above it that exists. */
export function templateFor(set: TemplateSet, folder: string, wanted: TemplateName): Template | undefined {
  for (let name = folder; ; name = name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : '') {
    const template = set.folders.get(name)?.get(wanted);
    if (template || name === '') return template;
  }
}
