import type { Backoff } from '../../base/backoff.ts';

/** All in ms. The first two are the SDK's, in real time; the others are by the `Clock`. */
export interface SocketTimes {
  /** A handshake may take this long. */
  readonly handshakeMs: number;
  /**
   * A ping is answered within this, or the connection is dead. It must be shorter than the time between two pings,
   * which Feishu sets (120 s): the SDK counts from the last one.
   */
  readonly pongMs: number;
  /** How often the state is checked: the SDK does not report a cut. */
  readonly checkMs: number;
  /** Address and handshake together: longer than the limits of both, for cases that neither catches. */
  readonly connectMs: number;
  /** After this time a connection counts as good: its loss is the first failure again. */
  readonly settledMs: number;
  readonly backoff: Backoff;
  /** How long a stop waits for events in flight, and then for the other side to hang up. */
  readonly drainMs: number;
  readonly farewellMs: number;
}

export const SOCKET_TIMES: SocketTimes = {
  handshakeMs: 10_000,
  pongMs: 10_000,
  checkMs: 1_000,
  connectMs: 45_000,
  settledMs: 60_000,
  backoff: { baseMs: 1_000, maxMs: 60_000 },
  drainMs: 3_000,
  farewellMs: 1_000,
};
