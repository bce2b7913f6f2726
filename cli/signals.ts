import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Listener for the signals that end a run. */
export interface Interruption {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** 128 plus the number of the received signal; undefined before. */
  readonly exitCode: number | undefined;
  /** Stops listening. */
  dispose(): void;
}

/**
 * Aborts on the first SIGINT or SIGTERM and exits the process on the second.
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
