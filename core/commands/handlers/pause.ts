import { CommandType } from "../../../proto/mod.ts";
import type { CommandHandler } from "../../ports/command_handler.ts";
import { refused } from "../check_command.ts";

/** Annotation with the time to pause for. */
const DURATION_ANNOTATION = "duration_ms";

/** Annotation that asks to go on: `true`. */
const RESUME_ANNOTATION = "resume";

const LONGEST_MS = 7 * 24 * 3600 * 1000;

/** Holds the training between two epochs, for a time or until somebody says to go on. */
export class Pause {
  /** Infinite where only a command ends it; undefined while nothing is to be held. */
  #durationMs: number | undefined;
  #wake: () => void = () => {};

  /** Asks to hold the training after the boundary in progress. */
  hold(durationMs: number): void {
    this.#durationMs = durationMs;
  }

  /** Lets the training go on. */
  resume(): void {
    this.#durationMs = undefined;
    this.#wake();
  }

  /** Whether the training is to be held. */
  get asked(): boolean {
    return this.#durationMs !== undefined;
  }

  /**
   * Settles when the pause is over, or `signal` ends it.
   *
   * @param poll Called every now and then, so that a command to go on is heard.
   */
  async wait(signal: AbortSignal, poll: () => void): Promise<void> {
    const durationMs = this.#durationMs ?? 0;
    const timers: ReturnType<typeof setTimeout>[] = [];
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      signal.addEventListener("abort", () => resolve(), { once: true });
      if (signal.aborted) resolve();
      if (Number.isFinite(durationMs)) timers.push(setTimeout(resolve, durationMs));
      timers.push(setInterval(poll, POLL_MS));
    });
    for (const timer of timers) clearTimeout(timer);
    this.#durationMs = undefined;
    this.#wake = () => {};
  }
}

const POLL_MS = 50;

/**
 * Pauses the training and lets it go on.
 *
 * @param canBeResumed Whether a command can come while the training is paused; without, a pause needs a duration.
 */
export function pauseHandler(pause: Pause, canBeResumed: boolean): CommandHandler {
  return {
    name: "pause",
    type: CommandType.COMMAND_PAUSE,
    light: true,
    prepare: ({ commandId, annotations }) => {
      if (annotations[RESUME_ANNOTATION] === "true") {
        return { commit: () => pause.resume(), abort: () => {} };
      }
      const durationMs = durationOf(commandId, annotations[DURATION_ANNOTATION], canBeResumed);
      return { commit: () => pause.hold(durationMs), abort: () => {} };
    },
  };
}

function durationOf(commandId: string, text: string | undefined, canBeResumed: boolean): number {
  if (text === undefined && canBeResumed) return Number.POSITIVE_INFINITY;
  const durationMs = Number(text);
  if (text !== undefined && durationMs >= 0 && durationMs <= LONGEST_MS) return durationMs;
  const without = canBeResumed
    ? ""
    : " (no command from outside is let in that could end a pause without one)";
  throw refused(
    commandId,
    `annotation '${DURATION_ANNOTATION}' must be a number of milliseconds from 0 to ${LONGEST_MS}${without}: current value is ${JSON.stringify(text)}`,
  );
}
