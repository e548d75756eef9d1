import Handlebars from 'handlebars';
import { handlebarsHelpers, type Rendering } from './helpers.ts';
import type { TemplateName } from './templateName.ts';
import type { View } from './view.ts';

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
}

/**
 * A Handlebars of our own: no HTML escaping (values are tokens, escaped later for the place where they stand), no
 * helpers but ours, no access to prototypes.
 */
const engine = Handlebars.create();
for (const name of ['log', 'lookup']) engine.unregisterHelper(name);
engine.registerHelper(handlebarsHelpers());

/** The partials of a folder, compiled once for all its templates. */
export type Partials = Readonly<Record<string, Handlebars.TemplateDelegate>>;

export function compilePartials(sources: ReadonlyMap<string, string>): Partials {
  return Object.fromEntries([...sources].map(([name, source]) => [name, compile(source)]));
}

/** Compiles one template. The source must have been parsed without a fault. */
export function compileTemplate(file: string, source: string, partials: Partials): Template {
  const main = compile(source);
  return { file, render: (view, rendering) => main(view, { data: { rendering }, partials }) };
}

function compile(source: string): Handlebars.TemplateDelegate<View> {
  return engine.compile<View>(source, { noEscape: true, preventIndent: true });
}

/** The folder a chat asks for, or the nearest one above it that exists. */
export function templateFor(set: TemplateSet, folder: string, wanted: TemplateName): Template | undefined {
  for (let name = folder; ; name = name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : '') {
    const template = set.folders.get(name)?.get(wanted);
    if (template || name === '') return template;
  }
}
