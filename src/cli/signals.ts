import { EXIT_FAILED } from './exit.ts';

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let stopping = false;
    const stop = (signal: NodeJS.Signals): void => {
      if (stopping) process.exit(EXIT_FAILED);
      stopping = true;
      resolve(signal);
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  });
}

/**
 * From now on a SIGHUP does not end the process, also while nothing takes it as a sign to read the configuration: at the
 * start and at the end.
 */
export function surviveHangUps(): void {
  process.on('SIGHUP', () => undefined);
}
