import { CommandType } from "../../../proto/mod.ts";
import type { CommandHandler } from "../../ports/command_handler.ts";
import { quoted, refused } from "../check_command.ts";

/** Annotation with the time to pause for. */
const DURATION_ANNOTATION = "duration_ms";

/** Annotation that asks to go on: `true`. */
const RESUME_ANNOTATION = "resume";

const LONGEST_MS = 7 * 24 * 3600 * 1000;

/** How often a training that is held looks for commands, ms. */
const POLL_MS = 50;

/** Holds the training between two epochs, for a time or until somebody says to go on. */
export class Pause {
  /** Infinite where only a command ends it; undefined while nothing is to be held. */
  #durationMs: number | undefined;
  #wake: () => void = () => {};

  /** Asks to hold the training after the boundary in progress; while it is held, for so long from now. */
  hold(durationMs: number): void {
    this.#durationMs = durationMs;
    this.#wake();
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
    const resume = () => this.resume();
    if (signal.aborted) return resume();
    signal.addEventListener("abort", resume);
    const polling = setInterval(poll, POLL_MS);
    while (this.#durationMs !== undefined) await this.#hold(this.#durationMs);
    clearInterval(polling);
    signal.removeEventListener("abort", resume);
  }

  /** Settles when the time is over, or something else is asked. */
  #hold(durationMs: number): Promise<void> {
    return new Promise((resolve) => {
      const bounded = Number.isFinite(durationMs);
      const timer = bounded ? setTimeout(() => this.resume(), durationMs) : undefined;
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/**
 * Pauses the training and lets it go on.
 *
 * @param canBeResumed Whether a command can come while the training is paused; without, a pause needs a duration.
 */
export function pauseHandler(pause: Pause, canBeResumed: boolean): CommandHandler {
  return {
    name: "pause",
    type: CommandType.COMMAND_PAUSE,
    prepares: "inside boundary",
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
  const durationMs = /^\d+(\.\d+)?$/.test(text ?? "") ? Number(text) : Number.NaN;
  if (durationMs >= 0 && durationMs <= LONGEST_MS) return durationMs;
  const without = canBeResumed
    ? ""
    : " (no command from outside is let in that could end a pause without one)";
  throw refused(
    commandId,
    `annotation "${DURATION_ANNOTATION}" must be a number of milliseconds from 0 to ${LONGEST_MS}${without}, but is ${quoted(text)}`,
  );
}
