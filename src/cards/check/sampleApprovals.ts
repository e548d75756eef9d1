import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WidgetDefinition } from '../../approval/field.ts';
import type { Instance } from '../../approval/instance.ts';
import type { Locale } from '../../approval/locale.ts';
import type { Names } from '../../approval/names.ts';
import { parseSnapshot } from '../../feishu/api/instances.ts';
import { readDefinition } from '../../feishu/form/formDefinition.ts';
import { inLocale } from './sampleTexts.ts';

/** The approvals that come with the package, as Feishu's APIs return them: `config/samples/<name>.json`. */
export const SAMPLE_APPROVALS = [
  'purchase',
  'travel',
  'leave',
  'payment',
  'contract',
  'seal',
  'onboarding',
  'overtime',
  'reimbursement',
  'everything',
  'huge',
  'hostile',
] as const;

export type SampleApprovalName = (typeof SAMPLE_APPROVALS)[number];

/** A realistic approval in one language, with one request that was approved. */
export interface SampleApproval {
  readonly name: SampleApprovalName;
  readonly locale: Locale;
  /** The `data` of GET instances/:id, as JSON text. */
  readonly snapshot: string;
  /** The same, read: approved, with all of its tasks and its whole timeline. */
  readonly instance: Instance;
  readonly definitions: readonly WidgetDefinition[];
  readonly names: Names;
  /** The comments people write when the request takes another course. */
  readonly comments: { readonly reject: string; readonly cancel: string; readonly revert: string };
}

/** The folder of the samples; the same from `src/` and from `dist/`. */
const FOLDER = fileURLToPath(new URL('../../../config/samples', import.meta.url));

interface SampleFile {
  readonly definition: { readonly form: unknown };
  readonly instance: { readonly form: unknown; readonly instance_code: string };
  readonly comments: SampleApproval['comments'];
  readonly people?: Readonly<Record<string, string>>;
}

interface PeopleFile {
  readonly people: Readonly<Record<string, string>>;
  readonly departments: Readonly<Record<string, string>>;
}

/** Reads a sample in one language. Its form is handled like that of a real answer: as JSON text. */
export function readSampleApproval(name: SampleApprovalName, locale: Locale): SampleApproval {
  const { definition, instance, comments, people: own } = read<SampleFile>(name, locale);
  const { people, departments } = read<PeopleFile>('people', locale);
  const snapshot = JSON.stringify({ ...instance, form: JSON.stringify(instance.form) });
  const parsed = parseSnapshot(snapshot, instance.instance_code);
  if (!parsed) throw new Error(`config/samples/${name}.json holds no instance`);
  return {
    name,
    locale,
    snapshot,
    instance: parsed,
    definitions: readDefinition({ ...definition, form: JSON.stringify(definition.form) }, locale),
    names: {
      people: new Map(Object.entries({ ...people, ...own })),
      departments: new Map(Object.entries(departments)),
    },
    comments,
  };
}

function read<T>(name: string, locale: Locale): T {
  return inLocale(JSON.parse(readFileSync(`${FOLDER}/${name}.json`, 'utf8')), locale) as T;
}
