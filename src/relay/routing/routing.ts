import type { Condition, Facts, Judgement, Unknowable } from '../../approval/condition.ts';
import type { Instance } from '../../approval/instance.ts';
import { judgeEntries, testsIn } from '../../approval/judge.ts';
import type { Definitions } from '../../feishu/api/definitions.ts';
import type { Departments } from '../../feishu/api/departments.ts';
import { formFacts } from '../../feishu/form/formFacts.ts';
import type { ApprovalSettings, ChatEntry, Settings } from '../../settings/settings.ts';

/** What routing needs from Feishu in addition to the instance. */
export interface RoutingParts {
  readonly settings: Pick<Settings, 'timezone' | 'locale'>;
  readonly definitions: Pick<Definitions, 'of' | 'failure'>;
  readonly departments: Departments;
}

/** Which entries of an approval are for an instance, by its conditions (`when`, `otherwise`). */
export interface Routing {
  /**
   * Judges every entry.
   *
   * @param instance undefined: it was never looked up
   * @throws FeishuError for a temporary failure: nothing is decided then
   */
  judge(approval: ApprovalSettings, instance: Instance | undefined): Promise<Judgements>;
  /** The approval with the entries that are for the instance. @throws FeishuError as above */
  holding(approval: ApprovalSettings, instance: Instance | undefined): Promise<ApprovalSettings>;
}

/** The judgement for each entry; an entry without conditions is for every instance. */
export type Judgements = (entry: ChatEntry) => Judgement;

/** What the definition of the form could resolve. */
const OF_DEFINITION: ReadonlySet<Unknowable> = new Set(['field-names', 'option-texts', 'currency']);

const ALWAYS: Judgement = { is: 'yes' };

export function createRouting(parts: RoutingParts): Routing {
  const judge: Routing['judge'] = async (approval, instance) => {
    if (!hasConditions(approval)) return () => ALWAYS;
    const facts = instance && (await conditionFacts(parts, approval, instance));
    const judgements = judgeEntries(approval.chats, facts);
    const isOpen = [...judgements.values()].some((one) => one.is === 'unknown' && OF_DEFINITION.has(one.why));
    const failure = isOpen
      ? parts.definitions.failure(instance?.approvalCode || approval.code, parts.settings.locale)
      : undefined;
    // Names of fields and texts of options may be available soon.
    if (failure) throw failure;
    return (entry) => judgements.get(entry) ?? ALWAYS;
  };
  return {
    judge,
    async holding(approval, instance) {
      if (!hasConditions(approval)) return approval;
      const judgementOf = await judge(approval, instance);
      return { ...approval, chats: approval.chats.filter((entry) => judgementOf(entry).is === 'yes') };
    },
  };
}

/** Whether any entry has conditions. */
export function hasConditions({ chats }: ApprovalSettings): boolean {
  return chats.some(({ when }) => when.length > 0);
}

/** The facts that the conditions of an approval need, and no more. @throws FeishuError */
export async function conditionFacts(
  { settings, definitions, departments }: RoutingParts,
  { code, chats }: ApprovalSettings,
  instance: Instance,
): Promise<Facts> {
  const conditions = chats.flatMap(({ when }) => (when === 'otherwise' ? [] : when));
  const asksForm = conditions.some(({ subject }) => subject.startsWith('form.'));
  const { timezone, locale } = settings;
  const isReadable = asksForm && !instance.isFormUnreadable && instance.form.length > 0;
  const form = isReadable ? await definitions.of(instance.approvalCode || code, locale) : [];
  const fields = instance.isFormUnreadable
    ? undefined
    : asksForm
      ? formFacts(instance.form, { timezone, locale, definitions: form })
      : [];
  const asked = departmentsAsked(conditions, instance.departmentId, fields ?? []);
  const above = new Map(
    await Promise.all(
      asked.map(
        async (id): Promise<[string, readonly string[] | undefined]> => [id, await departments.above(id)],
      ),
    ),
  );
  return {
    applicant: { openId: instance.applicant, userId: instance.applicantUserId ?? '' },
    department: instance.departmentId,
    fields,
    above: (id) => above.get(id),
  };
}

/** The departments whose parents or other id are needed. */
function departmentsAsked(
  conditions: readonly Condition[],
  own: string,
  fields: NonNullable<Facts['fields']>,
): string[] {
  const asked = new Set<string>();
  for (const { subject, tests } of conditions) {
    const all = testsIn(tests);
    if (subject === 'department' && own !== '') {
      const ids = all.flatMap(({ is, in: some = [] }) => (is === undefined ? some : [is, ...some]));
      const isOtherKind = ids.some((id) => id.startsWith('od-') !== own.startsWith('od-'));
      if (isOtherKind || all.some(({ under }) => under && !under.includes(own))) asked.add(own);
    } else if (subject.startsWith('form.') && all.some(({ under }) => under)) {
      for (const { department } of fields.flatMap(({ values }) => values))
        if (department) asked.add(department);
    }
  }
  return [...asked];
}

/** Why an entry could not be decided, for the store: without values of the form. */
export function undecidableReason(judgement: Judgement & { readonly is: 'unknown' }): string {
  const what: Readonly<Record<Unknowable, string>> = {
    'no-instance': 'nobody has seen the instance',
    form: 'its form cannot be read',
    'field-names': 'the names of its fields are not known',
    'option-texts': 'the texts of its options are not known',
    currency: 'the form does not say in which currency an amount is',
    currencies: 'the column has amounts in several currencies',
    applicant: 'Feishu does not tell who submitted it',
    'user-id': 'Feishu does not tell the user_id of who submitted it',
    department: 'what stands above the department is not known',
  };
  return `undecidable: ${judgement.by ? `"${judgement.by.subject}" of ` : ''}"when": ${what[judgement.why]}.`;
}
