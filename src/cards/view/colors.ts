import type { Status } from '../../approval/status.ts';

/**
 * The colour of each status: of the header, and with `-50` appended, of the band below. Orange is reserved for
 * reminders.
 */
export const COLORS: Readonly<Record<Status, string>> = {
  PENDING: 'blue',
  APPROVED: 'green',
  REJECTED: 'red',
  CANCELED: 'grey',
  DELETED: 'grey',
  REVERTED: 'purple',
  OVERTIME_CLOSE: 'grey',
  OVERTIME_RECOVER: 'turquoise',
};
