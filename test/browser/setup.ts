import { unpackChromium } from './chromium.ts';

/** Vitest's global set-up of the browser tests: runs once, before the first of them, and not without them. */
export default unpackChromium;
