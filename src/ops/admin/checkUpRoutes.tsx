import type { DoctorParts, StoreState } from '../../doctor/doctorParts.ts';
import { examine } from '../../doctor/examine.ts';
import { monthOf } from '../../relay/calls/callCount.ts';
import { NOW } from '../../words/adminNowText.ts';
import { ADMIN } from './adminFrame.tsx';
import type { AdminParts } from './adminParts.ts';
import { type AdminRoutes, answerPage, goTo } from './adminRequest.ts';
import { CheckUpPage } from './pages/checkUpPage.tsx';

/** The results of `doctor`, from this process. It asks Feishu, so it only runs on request. */
export function addCheckUp({ parts, audit, get, post }: AdminRoutes): void {
  // A sign-in or another language comes back to the address of the form.
  get('/check-up', async ({ ctx }) => goTo(ctx, ADMIN));
  post('/check-up', async ({ ctx, view, operator }) => {
    audit.did(operator, 'check-up', {});
    const results = await examine(await partsOf(parts, view.now));
    const children = <CheckUpPage view={view} results={results} />;
    answerPage(ctx, 200, { view, title: view.say(NOW.doctor), page: 'now', children });
  });
}

async function partsOf(parts: AdminParts, now: number): Promise<DoctorParts> {
  const { settings, client, store } = parts;
  const facts = await store.readOnly.facts(monthOf(now, settings.timezone)).catch(() => undefined);
  const state: StoreState = facts ? { facts } : { fault: NOW.storeFails };
  const warnings = await parts.warnings();
  // Only the command checks the other cloud and the proxy.
  return { settings, client, store: state, warnings, isKnownElsewhere: async () => false, proxy: '', now };
}
