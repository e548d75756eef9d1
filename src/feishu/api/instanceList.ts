import { mustHold, pageTokenOf } from '../client/answer.ts';
import type { Turn } from '../client/apiGate.ts';
import type { FeishuClient } from '../client/client.ts';
import { asRecord } from '../events/envelope.ts';
import { idsOf } from '../ids.ts';

/** The instances of one approval that were created in [from, until], ms. At most {@link LONGEST_WINDOW_MS}. */
export interface ListWindow {
  readonly approvalCode: string;
  readonly from: number;
  readonly until: number;
}

/** Feishu refuses a longer window (open.feishu.cn/document/server-docs/approval-v4/instance/list). */
export const LONGEST_WINDOW_MS = 10 * 3_600_000;
const PAGE_SIZE = 100;
/** A hundred thousand instances in ten hours: more can only be a mistake. */
const MOST_PAGES = 1_000;

/**
 * Lists codes by time of creation, page after page; each page is a request, for which `turn` is asked.
 *
 * Our own pager, and not the SDK's: that one ends normally on an error, and never where Feishu says that there is more
 * without a page token.
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
    const asked = pageToken;
    const { found, next } = await client.call(
      'instance.list',
      await turn(),
      (sdk) => sdk.approval.v4.instance.list({ params }),
      (data) => readPage(data, asked, pages),
    );
    for (const code of found) codes.add(code);
    if (next === '') return [...codes];
    pageToken = next;
  }
}

/**
 * One page; `next` is empty at the end.
 *
 * @throws FeishuError if it says that there is more without a page token, or never ends
 */
function readPage(
  data: unknown,
  asked: string,
  pages: number,
): { readonly found: string[]; readonly next: string } {
  const page = asRecord(data) ?? mustHold('list of instances');
  const found = idsOf(page.instance_code_list);
  if (page.has_more !== true) return { found, next: '' };
  const next = pageTokenOf(page.page_token, asked);
  if (pages === MOST_PAGES) mustHold('end of the list of instances');
  return { found, next };
}
