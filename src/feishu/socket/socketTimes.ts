import type { Backoff } from '../../base/backoff.ts';

/** All in ms. The first two are the SDK's, in real time; the others run on the clock. */
export interface SocketTimes {
  /** A handshake may take this long. */
  readonly handshakeMs: number;
  /**
   * A ping is answered within this, or the connection is dead. It must be shorter than the time between two pings,
   * which Feishu sets (120 s): the SDK counts from the last one.
   */
  readonly pongMs: number;
  /** How often the state is looked at: the SDK does not tell of a cut. */
  readonly lookMs: number;
  /** Address and handshake together: longer than the limits of both, so that it only meets what slips through. */
  readonly connectMs: number;
  /** What held for this long was a good connection: the next loss counts as the first. */
  readonly settledMs: number;
  readonly backoff: Backoff;
  /** How long a stop waits for events in flight, and then for the other side to hang up. */
  readonly drainMs: number;
  readonly farewellMs: number;
}

export const SOCKET_TIMES: SocketTimes = {
  handshakeMs: 10_000,
  pongMs: 10_000,
  lookMs: 1_000,
  connectMs: 45_000,
  settledMs: 60_000,
  backoff: { baseMs: 1_000, maxMs: 60_000 },
  drainMs: 3_000,
  farewellMs: 1_000,
};
