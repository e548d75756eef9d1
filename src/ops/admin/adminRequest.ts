import type { Context } from 'koa';
import type { Text } from '../../base/language.ts';
import type { Operator } from './access.ts';
import type { Audit } from './adminActions.ts';
import { type AdminPage, documentOf, type FrameProps } from './adminFrame.tsx';
import type { AdminNames } from './adminNames.ts';
import type { AdminParts } from './adminParts.ts';
import type { AdminView } from './adminView.ts';

/** A request of somebody who has signed in. */
export interface AdminRequest {
  readonly ctx: Context;
  readonly operator: Operator;
  readonly view: AdminView;
}

/** What such a person does, by a form of the page. */
export interface AdminAction extends AdminRequest {
  readonly form: URLSearchParams;
}

/** Answers with a page that renews itself. */
export type ShowPage = (
  request: AdminRequest,
  page: { readonly page: AdminPage; readonly title: Text; readonly content: FrameProps['children'] },
) => Promise<void>;

/** What a room of the page needs to add its addresses. */
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

/** After an action: the browser opens a page, and reloading that page does nothing again. */
export function goTo(ctx: Context, path: string): void {
  ctx.status = 303;
  ctx.set('Location', path);
  ctx.body = '';
}
