import type { Locale } from '../../approval/locale.ts';
import { STATUSES, type Status } from '../../approval/status.ts';
import { SAMPLE_APPROVALS, type SampleApprovalName } from '../../cards/check/sampleApprovals.ts';

type EndedStatus = Lowercase<Exclude<Status, 'PENDING'>>;

/** The cards of every sample that a page shows: one stage, one status, notices, or reminders. */
export type CardKind = 'submitted' | 'forward' | EndedStatus | 'notice' | 'reminder';

export const CARD_KINDS: readonly CardKind[] = [
  'submitted',
  'forward',
  ...STATUSES.filter((status) => status !== 'PENDING').map((status) => status.toLowerCase() as EndedStatus),
  'notice',
  'reminder',
];

/** What a page shows: the whole life of one sample, one kind of card of all samples, or the cards about many. */
export type GalleryShow = SampleApprovalName | CardKind | 'many';

export const GALLERY_SHOWS: readonly GalleryShow[] = [...SAMPLE_APPROVALS, ...CARD_KINDS, 'many'];

/** One page of the gallery. */
export interface GalleryView {
  readonly show: GalleryShow;
  readonly locale: Locale;
  /** A folder of templates, as in a chat's `template`; empty: the top folder. */
  readonly folder: string;
}
