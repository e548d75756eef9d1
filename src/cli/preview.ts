import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locale } from '../approval/locale.ts';
import { asError, OperatorError } from '../base/errors.ts';
import type { Language } from '../base/language.ts';
import { renderCard } from '../cards/render/render.ts';
import { loadTemplates, packagedTemplates, type TemplateSet } from '../cards/templates/templates.ts';
import { sayProblem } from '../settings/problem.ts';
import { drawn, FAULTY_TEMPLATES, notWritten } from '../words/previewText.ts';
import { templateFailed } from '../words/tryText.ts';
import { EXIT_FAILED, EXIT_MISUSE, EXIT_OK } from './exit.ts';
import { complain } from './fail.ts';
import { writeGallery } from './gallery/writeGallery.ts';
import { previewInput } from './previewInput.ts';
import { type PreviewOptions, readLocale, readOptional, readSubject } from './previewOptions.ts';
import { previewPage } from './previewPage.ts';

/**
 * `approval-relay preview STATUS`: renders offline what a chat gets about an instance in this status, as JSON or as a
 * drawn page: its card, the notice below an updated card, a reminder, or many instances in one card. With `--gallery`
 * it draws every card of the sample approvals.
 */
export async function run(
  options: PreviewOptions & { readonly language: Language },
  name: string | undefined,
): Promise<number> {
  const { language } = options;
  const subject = options.gallery === undefined ? readSubject(options, name) : undefined;
  const configured = readOptional(options);
  const errors = configured?.problems.filter((problem) => problem.severity === 'error') ?? [];
  if (errors.length > 0) {
    for (const problem of errors) console.error(sayProblem(problem, language));
    return EXIT_MISUSE;
  }
  const { templates } = configured?.ready ?? loadTemplates(['templates', packagedTemplates]);
  if (!templates) throw new OperatorError(FAULTY_TEMPLATES);

  if (!subject)
    return drawGallery(options.gallery ?? '', { templates, locale: readLocale(options), language });
  const input = previewInput(options, subject, { settings: configured?.ready?.settings, templates });
  const card = renderCard(templates, input);
  if (card.fallback !== undefined) complain(templateFailed(card.fallback), language);
  const json = JSON.parse(card.content) as unknown;
  if (options.html === undefined) console.log(JSON.stringify(json, null, 2));
  else writePage(options.html, previewPage(json, input));
  return card.fallback === undefined ? EXIT_OK : EXIT_FAILED;
}

/** Exits with 1 if a card of the gallery has a problem: each is printed. */
function drawGallery(
  folder: string,
  {
    templates,
    locale,
    language,
  }: { readonly templates: TemplateSet; readonly locale: Locale | undefined; readonly language: Language },
): number {
  const { pages, cards, problems } = writeGallery(folder, templates, locale && [locale]);
  for (const problem of problems) console.error(problem[language]);
  console.log(drawn(cards, pages, join(folder, 'index.html'))[language]);
  return problems.length === 0 ? EXIT_OK : EXIT_FAILED;
}

function writePage(file: string, page: string): void {
  try {
    writeFileSync(file, page);
  } catch (thrown) {
    throw new OperatorError(notWritten('--html', file, asError(thrown).message));
  }
}
