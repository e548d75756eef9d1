/** A failure after a row was marked as being sent: the row may stay marked until it is recovered. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** Whether the request may have left. */
  readonly hasLeft: boolean;

  constructor(cause: unknown, hasLeft: boolean) {
    super('a delivery was interrupted', { cause });
    this.hasLeft = hasLeft;
  }
}

/** The lease ends before a request could be answered, and another process may take over: no request is started. */
export class LeaseEnding extends Error {
  override readonly name = 'LeaseEnding';
  constructor() {
    super('the lease is about to end');
  }
}
