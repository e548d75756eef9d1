// A step of `npm run build`. The SDK comes as six megabytes of source with comments in Chinese, which V8 keeps as twelve:
// minified, the bot is eight megabytes smaller. What the SDK itself imports stays where it is, but for axios: the SDK makes
// an instance of it as it loads, which the bot never uses, since it brings an HTTP client of its own. Only the registration
// of an app does; axios is loaded then, and the bot is another nine megabytes smaller.
import { build } from 'rolldown';

const AXIOS_WHEN_USED = `
  let instance;
  const uses = [];
  const used = () => {
    if (instance) return instance;
    instance = require('axios').create();
    for (const [kind, handlers] of uses) instance.interceptors[kind].use(...handlers);
    return instance;
  };
  const keep = (kind) => ({ use: (...handlers) => void uses.push([kind, handlers]) });
  exports.create = () => ({
    interceptors: { request: keep('request'), response: keep('response') },
    request: (...options) => used().request(...options),
    post: (...options) => used().post(...options),
  });
  Object.defineProperty(exports, 'AxiosError', { get: () => (instance ? require('axios').AxiosError : class {}) });
`;

const SDK = 'node_modules/@larksuiteoapi/node-sdk/lib/index.js';
const WHEN_USED = 'node-sdk-axios-when-used.cjs';

/** Writes the SDK as one minified CommonJS file. */
export async function minifySdk(file) {
  await build({
    input: SDK,
    external: (id) => !id.includes('node-sdk') && id !== 'axios',
    platform: 'node',
    plugins: [
      {
        name: 'axios-when-used',
        resolveId: (id, importer) =>
          id === 'axios' ? (importer === WHEN_USED ? { id, external: true } : WHEN_USED) : undefined,
        load: (id) => (id === WHEN_USED ? AXIOS_WHEN_USED : undefined),
      },
    ],
    output: { file, format: 'cjs', minify: true },
  });
}
