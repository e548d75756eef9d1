import { ID } from '../../approval/idPattern.ts';
import { INSTANCE } from '../../words/adminInstanceText.ts';
import { ADMIN } from './adminFrame.tsx';
import type { AdminRoutes } from './adminRequest.ts';
import { orderIn } from './deliveriesRoutes.tsx';
import { drawnCard } from './instanceCard.ts';
import { createInstanceStory } from './instanceStory.ts';
import { OrderNote } from './pages/deliveriesPage.tsx';
import { InstancePage } from './pages/instancePage.tsx';

/** The history of one instance, and its card in each chat. */
export function addInstance({ parts, names, show, get }: AdminRoutes): void {
  const storyOf = createInstanceStory(parts);
  get('/instances/:code', async (request) => {
    const { ctx, view } = request;
    const code = String(ctx.params.code);
    const story = ID.test(code) ? await storyOf(code) : undefined;
    if (!story) return ctx.throw(404);
    const order = await orderIn(parts, ctx.query.order);
    const content = (
      <InstancePage
        view={view}
        story={story}
        names={await names.of([code])}
        note={order === undefined ? null : <OrderNote view={view} order={order} />}
      />
    );
    await show(request, { page: 'deliveries', title: INSTANCE.title, content });
  });
  get('/instances/:code/card', async ({ ctx }) => {
    const code = String(ctx.params.code);
    const story = ID.test(code) ? await storyOf(code) : undefined;
    const card = story && (await drawnCard(parts, story, String(ctx.query.chat ?? '')));
    if (card === undefined) return ctx.throw(404);
    ctx.set({ 'Content-Security-Policy': CARD_POLICY, 'X-Frame-Options': 'SAMEORIGIN' });
    ctx.type = 'html';
    ctx.body = `<!doctype html><html><head><meta charset="utf-8"><title>Card</title>
<link rel="stylesheet" href="${ADMIN}/assets/font/index.css">
<link rel="stylesheet" href="${ADMIN}/assets/card.css"></head><body>${card}</body></html>`;
  });
}

/**
 * A card is a separate document: its colours are attributes, which the pages do not allow; and in it no script may run and
 * nothing may be sent.
 */
const CARD_POLICY = [
  "default-src 'none'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-same-origin',
].join('; ');
