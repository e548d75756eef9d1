/** A run of reconcile ends before it is through; what it has not come to is left for the next. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped';
  readonly why: WhyStopped;

  constructor(why: WhyStopped, message: string) {
    super(message);
    this.why = why;
  }
}

/**
 * - `called-off`: this process is to work no more, or somebody asks for another run;
 * - `month`: the call budget of the month is used up;
 * - `unreachable`: Feishu does not answer;
 * - `refused`: it answers what only a person can mend.
 */
export type WhyStopped = 'called-off' | 'month' | 'unreachable' | 'refused';
