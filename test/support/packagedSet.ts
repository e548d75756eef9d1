import { loadTemplates, packagedTemplates, type TemplateSet } from '../../src/cards/templates/templates.ts';

let loaded: TemplateSet | undefined;

/** The templates of the package. They are read, compiled and tried once a worker. */
export function packagedSet(): TemplateSet {
  if (loaded) return loaded;
  const { templates, problems } = loadTemplates([packagedTemplates]);
  if (!templates)
    throw new Error(problems.map((one) => `${one.file}:${one.line}: ${one.message}`).join('\n'));
  loaded = templates;
  return templates;
}
