import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Listens for the signals that ask a run to end. */
export interface Interruption {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** 128 and the number of the signal that came; undefined while none did. */
  readonly exitCode: number | undefined;
  /** Stops listening. */
  dispose(): void;
}

/**
 * Turns the first SIGINT or SIGTERM into an abort, and leaves the process at once on the second.
 *
 * @param onFirst Called with the first signal.
 */
export function listenForInterruption(onFirst: (signal: NodeJS.Signals) => void): Interruption {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const listeners = SIGNALS.map((name) => {
    const listener = () => {
      const code = 128 + constants.signals[name];
      if (exitCode !== undefined) process.exit(code);
      exitCode = code;
      onFirst(name);
      controller.abort(name);
    };
    process.on(name, listener);
    return [name, listener] as const;
  });
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    dispose: () => {
      for (const [name, listener] of listeners) process.off(name, listener);
    },
  };
}
