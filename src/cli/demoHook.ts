import { text } from 'node:stream/consumers';
import type { Clock } from '../base/clock.ts';
import type { Closers } from '../base/closers.ts';
import { listen } from '../base/httpServer.ts';
import { SIGNATURE_HEADER, signHook } from '../hooks/signHook.ts';
import type { DemoHook } from '../sandbox/page/pageOptions.ts';

/** The name of the demo's hook, and its signing key. Nothing here is a secret. */
export const DEMO_HOOK = { name: 'erp', secret: 'demo-hook-secret' } as const;

/** How many of the last requests are kept for the page. */
const KEPT = 6;

/** The system that gets the demo's changes as JSON. */
export interface DemoHookReceiver {
  readonly url: string;
  /** The newest first. */
  received(): readonly DemoHook[];
}

/** Starts a receiver as in docs/hooks.md: it checks the signature, and recognises a repeat by its event id. */
export async function startDemoHook(clock: Clock, closers: Closers): Promise<DemoHookReceiver> {
  const received: DemoHook[] = [];
  const server = await listen(
    async (request, response) => {
      const body = await text(request);
      const signature = String(request.headers[SIGNATURE_HEADER.toLowerCase()]);
      const [, seconds = '0'] = /^t=(\d+),/.exec(signature) ?? [];
      if (signature !== signHook(DEMO_HOOK.secret, body, Number(seconds) * 1_000)) {
        response.writeHead(401).end();
        return;
      }
      const { eventId, instanceCode: instance, status } = JSON.parse(body) as Record<string, string>;
      if (received.every((one) => one.eventId !== eventId))
        received.unshift({
          at: clock.now(),
          eventId: `${eventId}`,
          instance: `${instance}`,
          status: `${status}`,
          body,
        });
      received.length = Math.min(received.length, KEPT);
      response.writeHead(204).end();
    },
    '127.0.0.1',
    0,
  );
  closers.push('hook', () => server.close());
  return { url: `${server.url}/approvals`, received: () => [...received] };
}
