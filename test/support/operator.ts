/** The token of the operators' page in tests. */
export const ADMIN_TOKEN = 'a-token-that-nobody-can-guess';

/** What an operator's browser sends and gets, without a browser. */
export interface OperatorBrowser {
  /** The page's text. Rejects if the answer is no 200. */
  page(path: string): Promise<string>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Sends a form with the token of the page; where it leads to, or the answer itself. */
  post(path: string, fields: Record<string, string | readonly string[]>): Promise<Response>;
  readonly cookie: string;
}

/** Sends the form of the sign-in page. */
export function sendToken(
  url: string,
  token: string,
  headers: Record<string, string> = {},
  next = '/admin',
): Promise<Response> {
  return fetch(`${url}/admin/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers,
    body: new URLSearchParams({ token, next }),
  });
}

/** Signs in to the page of a bot. */
export async function signIn(url: string, token = ADMIN_TOKEN): Promise<OperatorBrowser> {
  const answer = await sendToken(url, token);
  if (answer.status !== 303) throw new Error(`signing in was answered ${answer.status}`);
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${url}${path}`, { redirect: 'manual', headers: { cookie, 'accept-language': 'en', ...headers } });
  const page = async (path: string): Promise<string> => {
    const shown = await get(path);
    if (shown.status !== 200) throw new Error(`${path} was answered ${shown.status}: ${await shown.text()}`);
    return shown.text();
  };
  return {
    cookie,
    get,
    page,
    async post(path, fields) {
      const body = new URLSearchParams({ csrf: csrfIn(await page('/admin')) });
      for (const [name, values] of Object.entries(fields))
        for (const value of [values].flat()) body.append(name, value);
      return fetch(`${url}${path}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie, 'accept-language': 'en' },
        body,
      });
    },
  };
}

/** The token that the forms of a page carry. */
export function csrfIn(html: string): string {
  return /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
}
