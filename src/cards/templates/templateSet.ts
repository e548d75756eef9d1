import Handlebars, { type HelperDelegate, type HelperOptions, type TemplateDelegate } from 'handlebars';
import { handlebarsHelpers, type Rendering } from '../render/helpers.ts';
import type { RenderGuard } from '../render/renderGuard.ts';
import type { View } from '../view/view.ts';
import type { TemplateName } from './templateName.ts';

/** The templates of all folders, compiled once. Made by `loadTemplates`. */
export interface TemplateSet {
  /** By the folder that a chat's `template` names; the empty name is the root. */
  readonly folders: ReadonlyMap<string, FolderTemplates>;
}

export type FolderTemplates = ReadonlyMap<TemplateName, Template>;

/** One compiled template with its partials. */
export interface Template {
  /** The file, as it was found; for messages. */
  readonly file: string;
  /** The card's JSON text, with tokens for values. Throws what Handlebars throws. */
  readonly render: (view: View, rendering: Rendering) => string;
  /** The fixed texts in it and its partials. */
  readonly texts: ReadonlySet<string>;
}

/**
 * Our own Handlebars environment: no HTML escaping (values are tokens, escaped later for their place), no
 * helpers except ours, no access to prototypes.
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
 * Compiles one template. The source must have been parsed without an error.
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

/** Text between quotation marks without a value in it. */
function textsIn(source: string): string[] {
  return [...source.matchAll(/"((?:[^"\\{]|\\.)+)"/g)].map(([, text = '']) => text);
}

function compile(source: string): TemplateDelegate {
  return engine.compile<unknown>(source, { noEscape: true, preventIndent: true });
}

/** The folder that a chat names, or its nearest existing parent. */
export function templateFor(set: TemplateSet, folder: string, wanted: TemplateName): Template | undefined {
  for (let name = folder; ; name = name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : '') {
    const template = set.folders.get(name)?.get(wanted);
    if (template || name === '') return template;
  }
}
