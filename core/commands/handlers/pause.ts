import { CommandType } from "../../../proto/mod.ts";
import type { CommandHandler } from "../../ports/command_handler.ts";
import { quoted, refused } from "../check_command.ts";

/** Annotation with the duration of the pause. */
const DURATION_ANNOTATION = "duration_ms";

/** Annotation that resumes the training: `true`. */
const RESUME_ANNOTATION = "resume";

/** Annotation that ends the run after its step, as an interruption: `true`. */
const STOP_ANNOTATION = "stop";

const LONGEST_MS = 7 * 24 * 3600 * 1000;

/** Interval at which paused training polls for commands, ms. */
const POLL_MS = 50;

/** Pauses the training between two epochs, for a time or until it is resumed. */
export class Pause {
  /** Duration; infinite until a command resumes; undefined without a pause. */
  #durationMs: number | undefined;
  #wake: () => void = () => {};

  /** Requests a pause after the current boundary. During a pause it sets the time from now on. */
  hold(durationMs: number): void {
    this.#durationMs = durationMs;
    this.#wake();
  }

  /** Resumes the training. */
  resume(): void {
    this.#durationMs = undefined;
    this.#wake();
  }

  /** Whether a pause is requested. */
  get asked(): boolean {
    return this.#durationMs !== undefined;
  }

  /**
   * Resolves when the pause ends or `signal` aborts it.
   *
   * @param poll Called regularly, so that a command can resume the training.
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

  /** Resolves when the time is over or another request arrives. */
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
 * Pauses, resumes and stops the training.
 *
 * @param canBeResumed Whether commands can arrive during a pause; otherwise a pause needs a duration.
 * @param stop Ends the run after its step.
 */
export function pauseHandler(
  pause: Pause,
  canBeResumed: () => boolean,
  stop: () => void,
): CommandHandler {
  return {
    name: "pause",
    type: CommandType.COMMAND_PAUSE,
    prepares: "inside boundary",
    prepare: ({ commandId, annotations }) => {
      if (annotations[STOP_ANNOTATION] === "true") return { commit: stop, abort: () => {} };
      if (annotations[RESUME_ANNOTATION] === "true") {
        return { commit: () => pause.resume(), abort: () => {} };
      }
      const durationMs = durationOf(commandId, annotations[DURATION_ANNOTATION], canBeResumed());
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
