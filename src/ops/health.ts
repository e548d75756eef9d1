import type Router from '@koa/router';
import type { Context } from 'koa';
import { type NoticedWarning, subjectOf } from '../approval/warning.ts';
import { asError, OperatorError } from '../base/errors.ts';
import type { Language, Text } from '../base/language.ts';
import { storeSilent } from '../words/socketText.ts';

export interface HealthParts {
  /** Rejects if the store does not answer. */
  readonly pingStore: () => Promise<void>;
  /** Why no events come in; undefined: they do. */
  readonly intakeFault: () => Text | undefined;
  readonly isWorking: () => boolean;
  /** What needs a person, though a restart would not fix it. */
  readonly warnings: () => Promise<readonly NoticedWarning[]>;
  /** With the token, the answer also shows names and Feishu's own words; undefined: there is no token. */
  readonly bearsToken: ((ctx: Context) => Promise<boolean>) | undefined;
  /** Of sentences; default: English. */
  readonly language?: Language;
}

/** At most this many in one answer. */
const MOST_LISTED = 100;

/**
 * `/healthz`: the process lives. `/readyz`: it can take events; a standby is ready too. Problems that a restart would
 * not fix are listed in `warnings`, and the answer stays 200.
 */
export function addHealth(router: Router, parts: HealthParts): void {
  router.get('/healthz', (ctx) => {
    ctx.body = { status: 'ok' };
  });
  const { language = 'en' } = parts;
  router.get('/readyz', async (ctx) => {
    const reasons: string[] = [];
    try {
      await parts.pingStore();
    } catch (thrown) {
      // An OperatorError is a whole sentence, which names the store.
      const why = thrown instanceof OperatorError ? thrown.text : storeSilent(asError(thrown).message);
      reasons.push(why[language]);
    }
    const fault = parts.intakeFault();
    if (fault) reasons.push(fault[language]);
    // Nothing else depends on it: a probe with a wrong token is answered like one without.
    const isOperator = (await parts.bearsToken?.(ctx)) ?? false;
    const warnings = (await parts.warnings())
      .slice(0, MOST_LISTED)
      .map((one) => (isOperator ? forOperators(one, language) : forAnybody(one, language)));
    ctx.status = reasons.length === 0 ? 200 : 503;
    ctx.set('Cache-Control', 'no-store');
    ctx.body = {
      ...(reasons.length === 0
        ? { status: 'ready', role: parts.isWorking() ? 'worker' : 'standby' }
        : { status: 'not ready', reasons }),
      ...(warnings.length > 0 ? { warnings } : {}),
    };
  });
}

/** Codes, ids and our own sentences. */
function forAnybody({ warning, since, message, remedy }: NoticedWarning, language: Language) {
  return {
    code: warning.code,
    subject: subjectOf(warning),
    ids: warning.ids,
    since: new Date(since).toISOString(),
    message: message[language],
    remedy: remedy[language],
  };
}

/** And names, what Feishu said, and which process noticed it. */
function forOperators(one: NoticedWarning, language: Language) {
  return { ...forAnybody(one, language), ...one.warning.details, noticedBy: one.by };
}
