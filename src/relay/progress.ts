/** How far a row of the outbox came, for whoever meets a failure. */
export interface Progress {
  /** It is, or may be, marked as being sent. */
  isMarked: boolean;
  /** Its request may have left. */
  hasLeft: boolean;
}

/** Another process may work soon: nothing is begun any more. */
export class LeaseEnding extends Error {
  override readonly name = 'LeaseEnding';
  constructor() {
    super('the lease is about to end');
  }
}
