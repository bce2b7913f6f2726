import { z } from "../../deps.ts";
import type { MetricSpec } from "../ports/objective.ts";
import { count } from "../state/schemas.ts";
import { AccumulatorSchema, type AccumulatorState, EpochAccumulator } from "./epoch_accumulator.ts";

/** Where training stands between two boundaries, as plain JSON. */
export interface IntervalState {
  /** Boundaries done. */
  readonly boundaries: number;
  readonly accumulator: AccumulatorState;
}

/** Rules of {@link IntervalState}. */
export const IntervalSchema: z.ZodType<IntervalState> = z.strictObject({
  boundaries: count,
  accumulator: AccumulatorSchema,
});

/** What the steps since the last boundary come to, in a run that has boundaries within its epochs. */
export class Interval {
  readonly accumulator: EpochAccumulator;
  readonly #everySteps: number;
  #boundaries = 0;

  constructor(everySteps: number, specs: readonly MetricSpec[]) {
    this.#everySteps = everySteps;
    this.accumulator = new EpochAccumulator(specs);
  }

  /** Whether it is time for the boundary. */
  get due(): boolean {
    return this.accumulator.steps >= this.#everySteps;
  }

  /** Steps up to the boundary; 0 or less if it is time. */
  get left(): number {
    return this.#everySteps - this.accumulator.steps;
  }

  /** Number of the boundary that ends it. */
  get boundary(): number {
    return this.#boundaries + 1;
  }

  /** Begins the next one, after a boundary. */
  next(): void {
    this.#boundaries += 1;
    this.accumulator.reset();
  }

  state(): IntervalState {
    return { boundaries: this.#boundaries, accumulator: this.accumulator.state() };
  }

  /** Puts it back to `state`; to the beginning of an epoch, if the run had no intervals then. */
  restore(state: IntervalState | undefined, epoch: number): void {
    this.#boundaries = state?.boundaries ?? epoch;
    if (state) this.accumulator.restore(state.accumulator);
    else this.accumulator.reset();
  }
}
