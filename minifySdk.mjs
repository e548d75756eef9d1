// Part of `npm run build`. The SDK comes as six megabytes of source with comments in Chinese, which V8 keeps as twelve:
// minified, the bot is eight megabytes smaller. What the SDK itself imports stays where it is.
import { build } from 'rolldown';

await build({
  input: 'node_modules/@larksuiteoapi/node-sdk/lib/index.js',
  external: (id) => !id.includes('node-sdk'),
  platform: 'node',
  output: { file: 'dist/feishu/larkSdk.cjs', format: 'cjs', minify: true },
});
