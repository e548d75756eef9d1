/** What can be told to whoever works: that there may be something to do, now or at a time (ms since the epoch). */
export interface WakeUps {
  wakeCompose(at?: number): void;
  /** Chats that have something to be sent, or a time at which some have. */
  wakeDeliver(chats: readonly string[] | number): void;
  wakeRefresh(at?: number): void;
  /** A button of a reminder was pressed. */
  wakeRemind(): void;
  /** A group is to be welcomed. */
  wakeWelcome(): void;
  /** Somebody asks something in a group. */
  wakeAnswer(): void;
  /** Something may have been missed. */
  wakeReconcile(reason: string): void;
  /** The settings have changed: what was made of them is made anew, and everything looks again. */
  reconfigured(): void;
  /** The clock on the wall was set ahead, or back (negative), by so much. */
  clockJumped(byMs: number): void;
}

/**
 * The wire between the parts of one process and its worker. It is made before either end, so that each is given to the
 * other without a detour. Where this process does not work, nobody hears: whoever works polls.
 */
export class WorkerSignals implements WakeUps {
  #working: WakeUps | undefined;

  /** From now on this process works, and hears by `working`; undefined: it works no more. */
  connect(working: WakeUps | undefined): void {
    this.#working = working;
  }

  isWorking(): boolean {
    return this.#working !== undefined;
  }

  wakeCompose(at?: number): void {
    this.#working?.wakeCompose(at);
  }

  wakeDeliver(chats: readonly string[] | number): void {
    this.#working?.wakeDeliver(chats);
  }

  wakeRefresh(at?: number): void {
    this.#working?.wakeRefresh(at);
  }

  wakeRemind(): void {
    this.#working?.wakeRemind();
  }

  wakeWelcome(): void {
    this.#working?.wakeWelcome();
  }

  wakeAnswer(): void {
    this.#working?.wakeAnswer();
  }

  wakeReconcile(reason: string): void {
    this.#working?.wakeReconcile(reason);
  }

  reconfigured(): void {
    this.#working?.reconfigured();
  }

  clockJumped(byMs: number): void {
    this.#working?.clockJumped(byMs);
  }
}
