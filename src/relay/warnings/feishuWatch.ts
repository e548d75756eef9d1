import { subjectOf, type Warning, type WarningCode, type Warnings } from '../../approval/warning.ts';
import type { Text } from '../../base/language.ts';
import type { Trouble } from '../../feishu/client/troubles.ts';
import { NO_SUCH_APP, WRONG_SECRET } from '../../feishu/sharedVerdicts.ts';
import { NEEDED_SCOPES } from './scopeWatch.ts';

/** Without these, a card only shows less. */
const OPTIONAL_APIS: ReadonlySet<string> = new Set([
  'user.batch',
  'department.batch',
  'chat.get',
  'scope.list',
]);
/** These apply to every API. */
const OF_THE_APP: readonly WarningCode[] = ['credentials-refused', 'app-disabled', 'ip-not-allowed'];
/** Refusals of the token, and other answers of the gateway: they say nothing about the API behind it. */
const TOKEN_CODES: ReadonlySet<number> = new Set([514, 10003, 10005, 10012, 10013, 10014, 10015]);
const isOfGateway = (code: number): boolean => TOKEN_CODES.has(code) || code >= 99_990_000;

/** Raises warnings about failing calls to Feishu, and ends them, including those of an earlier process. */
export class FeishuWatch {
  readonly #warnings: Warnings;
  #raised: readonly Warning[] = [];

  constructor(warnings: Warnings) {
    this.#warnings = warnings;
  }

  /** The troubles have changed; gets all current ones. */
  readonly troublesAre = (troubles: readonly Trouble[]): void => {
    const warnings = troubles.flatMap(warningOf);
    const keys = new Set(warnings.map(keyOf));
    for (const warning of warnings) this.#warnings.raise(warning);
    for (const before of this.#raised)
      if (!keys.has(keyOf(before))) this.#warnings.over(before.code, subjectOf(before));
    this.#raised = warnings;
  };

  /** An answer came: warnings that it disproves are over. `code`: Feishu's, or `none`. */
  answered(api: string, code: string): void {
    const feishuCode = Number(code);
    if (Number.isNaN(feishuCode)) return;
    this.#warnings.over('feishu-unreachable');
    if (isOfGateway(feishuCode)) return;
    for (const one of OF_THE_APP) this.#warnings.over(one);
    this.#warnings.over('scope-missing', api);
    if (feishuCode !== 0) return;
    this.#warnings.over('quota-used-up');
    if (api.startsWith('message.')) this.#warnings.over('bot-disabled');
  }
}

function warningOf(trouble: Trouble): readonly Warning[] {
  const { code, api = '', feishuCode = 0, scopes, failure = '', isFirst = false, why, remedy } = trouble;
  const details = { said: why };
  switch (code) {
    case 'feishu-unreachable':
      return [{ code, ids: { cause: failure, everReached: !isFirst }, details }];
    case 'credentials-refused':
      return [{ code, ids: { feishuCode, part: partOf(remedy) }, details }];
    case 'scope-missing':
      if (OPTIONAL_APIS.has(api)) return [];
      return [{ code, ids: { api, scopes: [...(NEEDED_SCOPES[api] ?? scopes)] }, details }];
    default:
      return [{ code, ids: { feishuCode }, details }];
  }
}

/** Which of the credentials is wrong, by the client's remedy. */
function partOf(remedy: Text): 'app-id' | 'secret' | 'either' {
  if (remedy === NO_SUCH_APP.remedy) return 'app-id';
  return remedy === WRONG_SECRET.remedy ? 'secret' : 'either';
}

function keyOf(warning: Warning): string {
  return `${warning.code} ${subjectOf(warning)}`;
}
