import { join } from 'node:path';
import { textOfError } from '../../base/errors.ts';
import type { Text } from '../../base/language.ts';
import { nearest } from '../../settings/nearest.ts';
import { cannotRead, strangeName as noSuchStatus, UNKNOWN_REASON } from '../../words/templateText.ts';
import type { TemplateProblem } from '../check/templateProblem.ts';
import { readTemplate } from './readTemplate.ts';
import { isTemplateName, TEMPLATE_NAMES, type TemplateName } from './templateName.ts';
import { templatePaths } from './templateWalk.ts';

/** One file, as read. */
export interface TemplateSource {
  readonly file: string;
  readonly source: string;
}

/** The templates of a folder, including those inherited from its parents. */
export interface FolderSources {
  readonly templates: ReadonlyMap<TemplateName, TemplateSource>;
  readonly partials: ReadonlyMap<string, TemplateSource>;
}

export interface FoundTemplates {
  /** By the folder's name, relative; the empty one is at the top. */
  readonly folders: ReadonlyMap<string, FolderSources>;
  readonly problems: readonly TemplateProblem[];
}

const PARTIALS = 'partials';

/**
 * Reads `<status>.hbs`, `notice.hbs` and the like, and `partials/<name>.hbs` of all folders and the folders in them.
 * Per file, a folder's own one takes precedence over that of its parent, and the earlier of `roots` over the later.
 * A root that does not exist has no files.
 */
export function findTemplates(roots: readonly string[]): FoundTemplates {
  const problems: TemplateProblem[] = [];
  const found = new Map<string, TemplateSource>();
  const folders = new Set<string>(['']);
  for (const root of new Set(roots)) {
    const { paths, problem } = templatePaths(root);
    if (problem !== undefined) problems.push(problemAt(root, cannotRead(problem)));
    for (const path of paths) {
      const source = readSource(join(root, path), problems);
      const place = placeOf(path);
      folders.add(place.folder);
      if (place.isPartial || isTemplateName(place.name.toLowerCase())) {
        if (source && !found.has(path)) found.set(path, source);
      } else problems.push(strangeName(join(root, path), place.name));
    }
  }
  const merged = [...folders]
    .sort()
    .map((folder): [string, FolderSources] => [folder, gather(folder, found)]);
  return { folders: new Map(merged), problems };
}

function gather(folder: string, found: ReadonlyMap<string, TemplateSource>): FolderSources {
  const templates = new Map<TemplateName, TemplateSource>();
  const partials = new Map<string, TemplateSource>();
  for (const level of levelsOf(folder)) {
    for (const [path, source] of found) {
      const place = placeOf(path);
      if (place.folder !== level) continue;
      if (place.isPartial) {
        if (!partials.has(place.name)) partials.set(place.name, source);
        continue;
      }
      const name = place.name.toLowerCase();
      if (isTemplateName(name) && !templates.has(name)) templates.set(name, source);
    }
  }
  return { templates, partials };
}

/** `a/b`, `a`, and the top. */
function levelsOf(folder: string): string[] {
  if (folder === '') return [''];
  const parts = folder.split('/');
  return [...parts.map((_, i) => parts.slice(0, parts.length - i).join('/')), ''];
}

/** `finance/partials/header.hbs`: the partial `header` of the folder `finance`. */
function placeOf(path: string): { folder: string; name: string; isPartial: boolean } {
  const parts = path.slice(0, -'.hbs'.length).split('/');
  const at = parts.indexOf(PARTIALS);
  if (at >= 0)
    return { folder: parts.slice(0, at).join('/'), name: parts.slice(at + 1).join('/'), isPartial: true };
  return { folder: parts.slice(0, -1).join('/'), name: parts.at(-1) ?? '', isPartial: false };
}

function readSource(file: string, problems: TemplateProblem[]): TemplateSource | undefined {
  try {
    return { file, source: readTemplate(file) };
  } catch (thrown) {
    problems.push(problemAt(file, cannotRead(textOfError(thrown, UNKNOWN_REASON))));
    return undefined;
  }
}

function strangeName(file: string, name: string): TemplateProblem {
  return problemAt(file, noSuchStatus(name, nearest(name, TEMPLATE_NAMES), PARTIALS));
}

function problemAt(file: string, message: Text): TemplateProblem {
  return { file, line: 1, column: 1, message };
}
