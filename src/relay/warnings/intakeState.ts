/**
 * Whether events can come in. It is made before the doors are opened, so that whoever asks, asks one thing from the first
 * moment to the last.
 */
export class IntakeState {
  #faultOf: () => string | undefined = () => 'the intake is not open yet';

  /** From now on this tells why nothing comes in; undefined: events come in. */
  opened(faultOf: () => string | undefined): void {
    this.#faultOf = faultOf;
  }

  /** Why nothing comes in; undefined: events come in. */
  fault(): string | undefined {
    return this.#faultOf();
  }
}
