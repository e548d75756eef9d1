import type { Context } from 'koa';
import type { Text } from '../../base/language.ts';
import type { Operator } from './access.ts';
import type { Audit } from './adminActions.ts';
import { type AdminPage, documentOf, type FrameProps } from './adminFrame.tsx';
import type { AdminNames } from './adminNames.ts';
import type { AdminParts } from './adminParts.ts';
import type { AdminView } from './adminView.ts';

/** A request of a signed-in operator. */
export interface AdminRequest {
  readonly ctx: Context;
  readonly operator: Operator;
  readonly view: AdminView;
}

/** A form sent by such an operator. */
export interface AdminAction extends AdminRequest {
  readonly form: URLSearchParams;
}

/** Answers with a page that refreshes itself. */
export type ShowPage = (
  request: AdminRequest,
  page: { readonly page: AdminPage; readonly title: Text; readonly content: FrameProps['children'] },
) => Promise<void>;

/** What each part of the page needs to add its routes. */
export interface AdminRoutes {
  readonly parts: AdminParts;
  readonly audit: Audit;
  readonly names: AdminNames;
  readonly show: ShowPage;
  get(path: string, answer: (request: AdminRequest) => Promise<void>): void;
  post(path: string, act: (action: AdminAction) => Promise<void>): void;
}

/** Answers with a document. */
export function answerPage(ctx: Context, status: number, props: FrameProps): void {
  ctx.status = status;
  ctx.type = 'html';
  ctx.body = documentOf(props);
}

/** After an action: redirects to a page, so a reload does not repeat the action. */
export function goTo(ctx: Context, path: string): void {
  ctx.status = 303;
  ctx.set('Location', path);
  ctx.body = '';
}
