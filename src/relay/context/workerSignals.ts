/** Signals for the worker: there may be something to do, now or at a time (ms since the epoch). */
export interface WakeUps {
  wakeCompose(at?: number): void;
  /** Chats with rows to send, or the time at which there are some. */
  wakeDeliver(chats: readonly string[] | number): void;
  wakeRefresh(at?: number): void;
  /** A button of a reminder was pressed. */
  wakeRemind(): void;
  /** There is a group to welcome. */
  wakeWelcome(): void;
  /** There is a command in a group. */
  wakeAnswer(): void;
  /** Something may have been missed. */
  wakeReconcile(reason: string): void;
  /** The settings have changed: everything that depends on them is rebuilt, and every stage runs. */
  reconfigured(): void;
  /** The clock was set ahead, or back (negative), by this much. */
  clockJumped(byMs: number): void;
}

/**
 * Wakes this process's worker. It is created before both of its ends. Without the lease a call does nothing: the holder
 * polls.
 */
export class WorkerSignals implements WakeUps {
  #working: WakeUps | undefined;

  /** From now on this process works, and `working` gets the signals; undefined: it no longer works. */
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
