/**
 * Aborts `to` when `from` aborts, until the returned function is called. For a signal that lives long: on Node 20,
 * `AbortSignal.any` leaves something behind in it for each signal that it made.
 */
export function linkAbort(from: AbortSignal, to: AbortController): () => void {
  const abort = (): void => to.abort(from.reason);
  if (from.aborted) abort();
  else from.addEventListener('abort', abort, { once: true });
  return () => from.removeEventListener('abort', abort);
}
