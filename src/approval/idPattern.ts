/** Feishu's ids and codes: nothing else is ever put into a URL. */
export const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** The id that a person has for this app. */
export const OPEN_ID = /^ou_[A-Za-z0-9_-]{1,61}$/;
