import { z } from "../../deps.ts";
import { TolariaError } from "../errors/mod.ts";

/** How often the optimizers of a session may be changed. */
export interface RebuildLimit {
  /** Changes, at least 1. @default 8 */
  readonly changes?: number;
  /** Steps within which that many changes are allowed, at least 1. @default 100 */
  readonly steps?: number;
}

/** Schema of {@link RebuildLimit}. */
export const RebuildLimitSchema: z.ZodType<Required<RebuildLimit>> = z
  .strictObject({ changes: z.int().min(1).default(8), steps: z.int().min(1).default(100) })
  .prefault({});

/** Limits how often optimizers change, so that each gets time to work. */
export class RebuildRateLimiter {
  readonly #limit: Required<RebuildLimit>;
  readonly #onRefused: (error: TolariaError) => void;
  #steps: readonly number[] = [];

  /** @param onRefused Called for each change that is refused. */
  constructor(limit: Required<RebuildLimit>, onRefused: (error: TolariaError) => void = () => {}) {
    this.#limit = limit;
    this.#onRefused = onRefused;
  }

  /** Throws if the limit is reached. @throws {TolariaError} `optimizer/rate-limited`. */
  check(step: number): void {
    const { changes, steps } = this.#limit;
    this.#steps = this.#steps.filter((changed) => step - changed < steps);
    if (this.#steps.length < changes) return;
    const free = (this.#steps[0] as number) + steps;
    const error = new TolariaError(
      "optimizer/rate-limited",
      `At most ${changes} optimizer changes are allowed in ${steps} steps: wait until step ${free}, or raise "rebuildLimit". Cannot change the optimizer at step ${step}.`,
    );
    this.#onRefused(error);
    throw error;
  }

  /** Steps of the changes within the window. */
  get steps(): readonly number[] {
    return this.#steps;
  }

  /** Restores the steps of earlier changes. */
  restore(steps: readonly number[]): void {
    this.#steps = steps;
  }

  /** Counts a change. */
  note(step: number): void {
    this.#steps = [...this.#steps, step];
  }
}
