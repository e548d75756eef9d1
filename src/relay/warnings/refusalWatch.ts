import { INTAKE_FAULTS, type IntakeFault, type Warnings } from '../../approval/warning.ts';

/** Something that came in and was refused. */
export interface RefusedIntake {
  readonly cause: string;
  readonly why: string;
}

/** In a row, after an event was taken: one alone may be somebody else's. */
const MOST_IN_A_ROW = 3;

/**
 * Warns where what comes in never fits: from the first refusal on where no event was taken yet, otherwise where several
 * are refused and none is taken in between. It is over with the next event that is taken.
 */
export class RefusalWatch {
  readonly #warnings: Warnings;
  #hasAccepted = false;
  #inARow = 0;

  constructor(warnings: Warnings) {
    this.#warnings = warnings;
  }

  refused({ cause, why }: RefusedIntake): void {
    const fault = INTAKE_FAULTS.find((one): one is IntakeFault => one === cause);
    if (fault === undefined) return;
    this.#inARow += 1;
    if (this.#hasAccepted && this.#inARow < MOST_IN_A_ROW) return;
    this.#warnings.raise({ code: 'events-refused', ids: { cause: fault }, details: { said: why } });
  }

  accepted(): void {
    this.#hasAccepted = true;
    this.#inARow = 0;
    this.#warnings.over('events-refused');
  }
}
