/** Done. */
export const EXIT_OK = 0;
/** The command failed, or found a failure. */
export const EXIT_FAILED = 1;
/** Misuse: an unknown option, an unreadable or invalid configuration. */
export const EXIT_MISUSE = 2;
