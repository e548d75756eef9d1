import type { FeishuClient } from './client.ts';
import { asRecord } from './envelope.ts';
import { FeishuError } from './error.ts';
import type { Turn } from './gate.ts';

/** The instances of one approval that were created in [from, until], ms. At most {@link LONGEST_WINDOW_MS}. */
export interface ListWindow {
  readonly approvalCode: string;
  readonly from: number;
  readonly until: number;
}

/** Feishu refuses a longer window (open.feishu.cn/document/server-docs/approval-v4/instance/list). */
export const LONGEST_WINDOW_MS = 10 * 3_600_000;
const PAGE_SIZE = 100;
/** A hundred thousand instances in ten hours: that is no list any more, that is a mistake. */
const MOST_PAGES = 1_000;
/** Nothing else ever enters a URL. */
const CODE = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Lists codes by time of creation, page after page; each page is a request, for which `turn` is asked.
 *
 * Our own pager, and not the SDK's: that one ends normally on an error, and never where Feishu says that there is more
 * without saying where.
 *
 * @throws FeishuError; whatever `turn` throws
 */
export async function listInstances(
  client: FeishuClient,
  turn: () => Promise<Turn>,
  { approvalCode, from, until }: ListWindow,
): Promise<string[]> {
  const codes = new Set<string>();
  let pageToken = '';
  for (let pages = 1; ; pages += 1) {
    const params = {
      approval_code: approvalCode,
      start_time: String(from),
      end_time: String(until),
      page_size: PAGE_SIZE,
      ...(pageToken === '' ? {} : { page_token: pageToken }),
    };
    const answer = await client.call<{ data?: unknown }>('instance.list', await turn(), (sdk) =>
      sdk.approval.v4.instance.list({ params }),
    );
    const { found, next } = readPage(answer.data);
    for (const code of found) codes.add(code);
    if (next === '') return [...codes];
    if (next === pageToken || pages === MOST_PAGES) throw misled();
    pageToken = next;
  }
}

/** One page; `next` is empty at the end. */
function readPage(data: unknown): { readonly found: string[]; readonly next: string } {
  const page = asRecord(data);
  if (!page) throw new FeishuError('the answer holds no list of instances', { status: 200, reached: 'no' });
  const list: unknown[] = Array.isArray(page.instance_code_list) ? page.instance_code_list : [];
  const found = list.filter((code): code is string => typeof code === 'string' && CODE.test(code));
  if (page.has_more !== true) return { found, next: '' };
  if (typeof page.page_token !== 'string' || page.page_token === '') throw misled();
  return { found, next: page.page_token };
}

function misled(): FeishuError {
  return new FeishuError('the list of instances says that there is more, and not where', {
    status: 200,
    reached: 'no',
  });
}
