import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import type { Clock } from '../../src/base/clock.ts';
import { packagedTemplates } from '../../src/cards/templates/templates.ts';
import { startGallery } from '../../src/cli/gallery/galleryServer.ts';
import { findDemoAsset } from '../../src/sandbox/page/client/demoAssets.ts';
import { atEnd } from './stage.ts';

/** Serves the gallery as the demo does, with these folders of templates before the package's; returns its address. */
export async function serveGallery(clock: Clock, roots: readonly string[] = []): Promise<string> {
  const gallery = startGallery({
    roots: [...roots, packagedTemplates],
    clock,
    localeOf: () => 'zh-CN',
  });
  const app = new Koa();
  // Koa prints an error for every stream that a test leaves.
  app.silent = true;
  app.use(gallery.middleware);
  app.use(async (ctx) => {
    const asset = await findDemoAsset(ctx.path.replace('/assets/', ''));
    if (asset) [ctx.type, ctx.body] = [asset.type, asset.body];
  });
  const server = createServer(app.callback());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(async () => {
    await gallery.stop();
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/preview`;
}
