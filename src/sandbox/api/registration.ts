import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { World } from '../world/world.ts';

/** What an app asks for when it is made by a link. */
interface Addons {
  readonly scopes?: { readonly tenant?: readonly string[] };
  readonly events?: { readonly items?: { readonly tenant?: readonly string[] } };
}

/** How the person with the phone answers. */
export interface Scan {
  /** Scopes and events that the platform does not know: it leaves them out silently. */
  readonly unknown?: readonly string[];
  readonly brand?: 'feishu' | 'lark';
  /** The person refuses. */
  readonly denies?: true;
}

/** Seconds between two polls; Feishu says five. */
const INTERVAL = 0.02;

/**
 * Making an app by QR code: the device flow of RFC 8628, as the SDK's `registerApp` speaks it. It is served over HTTP:
 * to test the SDK, which only uses HTTPS, put a certificate in front.
 */
export class Registration {
  readonly #world: World;
  readonly #appSecret: string;
  readonly #devices = new Map<string, { answer?: object; error?: string }>();

  constructor(world: World, appSecret: string) {
    this.#world = world;
    this.#appSecret = appSecret;
  }

  /** Answers one request of the flow. */
  answer(form: URLSearchParams, host: string): { readonly status: number; readonly body: object } {
    if (form.get('action') === 'begin') {
      const code = randomBytes(8).toString('hex');
      this.#devices.set(code, {});
      const link = `https://${host}/page/app?user_code=${code}`;
      const body = {
        device_code: code,
        verification_uri_complete: link,
        interval: INTERVAL,
        expires_in: 600,
      };
      return { status: 200, body };
    }
    const device = this.#devices.get(form.get('device_code') ?? '');
    if (device?.answer) return { status: 200, body: device.answer };
    const error = device ? (device.error ?? 'authorization_pending') : 'expired_token';
    return { status: 400, body: { error, error_description: error } };
  }

  /** Somebody scans the code, and agrees: the app gets what the link asks for. */
  readonly scan = (link: string, { unknown = [], brand = 'feishu', denies }: Scan = {}): void => {
    const { searchParams } = new URL(link);
    const device = this.#devices.get(searchParams.get('user_code') ?? '');
    if (!device) throw new Error(`the sandbox has no such registration: ${link}`);
    if (denies) {
      device.error = 'access_denied';
      return;
    }
    const packed = Buffer.from(searchParams.get('addons') ?? '', 'base64url');
    const addons = JSON.parse(gunzipSync(packed).toString('utf8')) as Addons;
    const known = (names: readonly string[] = []): string[] =>
      names.filter((name) => !unknown.includes(name));
    const { app } = this.#world;
    this.#world.scopes = new Set([...this.#world.scopes, ...known(addons.scopes?.tenant)]);
    app.name = searchParams.get('name') ?? app.name;
    app.versions = [{ version: '1.0.0', status: 1, events: known(addons.events?.items?.tenant) }];
    device.answer = {
      client_id: this.#world.appId,
      client_secret: this.#appSecret,
      user_info: { open_id: 'ou_0000000000000000000000000sandbox', tenant_brand: brand },
    };
  };
}
