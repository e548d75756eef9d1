import type { Status } from '../../approval/status.ts';

/** The hue of each status: of the header, and with `-50` behind it of the band below. Orange is left to reminders. */
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
