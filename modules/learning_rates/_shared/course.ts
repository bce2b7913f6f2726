import {
  type Period,
  TolariaError,
  type TrainingClock,
  type TrainingExtent,
} from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import { clockOf, countOf, elapsed, PeriodSchema } from "./periods.ts";

/**
 * How long a schedule lasts: a number of steps or epochs of the trainer, or the steps of the run. A second run of a trainer
 * has a schedule over "run" of its own.
 */
export type Over = Period | "run";

/** Rule of {@link Over}. */
export const OverSchema: z.ZodType<Over> = z.custom<Over>(
  (value) => value === "run" || PeriodSchema.safeParse(value).success,
  '"run", { steps: n } or { epochs: n } with n a whole number of at least 1',
);

/** Rule of what follows the end of a schedule. */
export const AfterEndSchema: z.ZodType<"hold" | undefined> = z.literal("hold").optional();

/** The way through a schedule that has an end. */
export class Course {
  readonly #policy: string;
  readonly #over: Over;
  readonly #holds: boolean;

  /**
   * @param policy The function that made the policy, for messages.
   * @param afterEnd What a run does that is longer; without it, such a run is refused.
   */
  constructor(policy: string, over: Over, afterEnd: "hold" | undefined) {
    this.#policy = policy;
    this.#over = over;
    this.#holds = afterEnd === "hold";
  }

  /** @throws {TolariaError} `options/invalid` if the run is longer and nothing says what happens then. */
  check({ totalSteps, stepsPerEpoch }: TrainingExtent): void {
    if (this.#over === "run" || this.#holds) return;
    const clock = clockOf(this.#over);
    const needed = clock === "steps" ? totalSteps : Math.ceil(totalSteps / stepsPerEpoch);
    const planned = countOf(this.#over);
    if (needed <= planned) return;
    throw new TolariaError(
      "options/invalid",
      `"over" of ${this.#policy} must be at least ${needed} ${clock}, those of the run, but is ${planned}. Set afterEnd: "hold", or leave "over" out to follow the run. Cannot run.`,
    );
  }

  /** Steps or epochs of the whole course. */
  length(moment: TrainingClock): number {
    if (this.#over !== "run") return countOf(this.#over);
    return moment.totalSteps - (moment.firstStep ?? 0);
  }

  /**
   * Steps or epochs done, at most the length.
   *
   * @throws {TolariaError} `learning-rate/past-end` if they are more and nothing says what happens then.
   */
  done(moment: TrainingClock): number {
    const clock = this.#over === "run" ? "steps" : clockOf(this.#over);
    const before = this.#over === "run" ? (moment.firstStep ?? 0) : 0;
    const [done, length] = [elapsed(clock, moment) - before, this.length(moment)];
    if (done < length) return done;
    if (this.#holds) return length;
    throw pastEnd(this.#policy, `${length} ${clock}`, moment.step);
  }

  /** Share of the course that is done, in [0, 1]. */
  progress(moment: TrainingClock): number {
    return this.done(moment) / this.length(moment);
  }
}

/** The error of a schedule that is asked for a rate after its end. */
export function pastEnd(policy: string, length: string, step: number): TolariaError {
  return new TolariaError(
    "learning-rate/past-end",
    `Step ${step} is past the ${length} of ${policy}: set afterEnd: "hold", or make it longer.`,
  );
}
