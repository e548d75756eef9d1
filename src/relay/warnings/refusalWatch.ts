import { INTAKE_FAULTS, type IntakeFault, type Warnings } from '../../approval/warning.ts';

/** A refused request. */
export interface RefusedIntake {
  readonly cause: string;
  readonly why: string;
}

/** In a row, after an event was accepted: a single one may be a stranger's. */
const MOST_IN_A_ROW = 3;

/**
 * Warns if incoming requests are refused: at the first refusal if no event was accepted yet, otherwise after several
 * refusals without an accepted event in between. The next accepted event ends it.
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
