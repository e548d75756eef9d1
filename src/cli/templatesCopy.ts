import { constants, copyFileSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { asError } from '../base/errors.ts';
import { makeFolder } from '../base/folder.ts';
import { type Language, sayIn } from '../base/language.ts';
import { packagedTemplates } from '../cards/templates/templates.ts';
import { copied, kept, noTemplate, notAnAction, notCopied, sameFolder } from '../words/templatesText.ts';
import { templatesFolder } from './configured.ts';
import { EXIT_FAILED, EXIT_OK } from './exit.ts';
import { complain } from './fail.ts';
import { MisuseError } from './misuse.ts';

const ENDING = '.hbs';

/**
 * `approval-relay templates copy [NAME …]`: copies built-in templates into the configured folder; without a name all of
 * them. A name is a template (`approved`, `partials/header`) or a folder (`compact`). Existing files are not changed.
 */
export async function run(
  options: { readonly config?: string; readonly language: Language },
  action: string,
  names: readonly string[] = [],
): Promise<number> {
  if (action !== 'copy') throw new MisuseError(notAnAction(action));
  const builtIn = builtInTemplates();
  const chosen = names.length === 0 ? builtIn : [...new Set(names.flatMap((name) => named(name, builtIn)))];
  const folder = templatesFolder(options);
  if (isPackaged(folder)) throw new MisuseError(sameFolder(folder));
  const say = sayIn(options.language);
  for (const name of chosen) {
    const file = join(folder, `${name}${ENDING}`);
    try {
      console.log(
        say(copyOnce(join(packagedTemplates, `${name}${ENDING}`), file) ? copied(file) : kept(file)),
      );
    } catch (thrown) {
      complain(
        notCopied(file, (thrown as NodeJS.ErrnoException).code ?? asError(thrown).message),
        options.language,
      );
      return EXIT_FAILED;
    }
  }
  return EXIT_OK;
}

/** All built-in templates by name, with their folder: `approved`, `compact/approved`, `partials/header`. */
function builtInTemplates(): readonly string[] {
  return readdirSync(packagedTemplates, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length).replaceAll('\\', '/'))
    .sort();
}

/** The template of this name, or all templates in the folder of this name. */
function named(given: string, builtIn: readonly string[]): readonly string[] {
  const name = given.replace(/\.hbs$|\/$/, '');
  const found = builtIn.filter((one) => one === name || one.startsWith(`${name}/`));
  if (found.length === 0) throw new MisuseError(noTemplate(given, builtIn));
  return found;
}

function isPackaged(folder: string): boolean {
  try {
    return realpathSync(folder) === realpathSync(packagedTemplates);
  } catch {
    // It does not exist yet.
    return false;
  }
}

/** False: it exists already. */
function copyOnce(from: string, to: string): boolean {
  makeFolder(dirname(to));
  try {
    copyFileSync(from, to, constants.COPYFILE_EXCL);
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw thrown;
  }
}
