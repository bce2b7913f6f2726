import type { StepRow } from "../_recording/mod.ts";

/** The mean of some consecutive steps. */
export interface StepPoint {
  /** The last of them: updates done. */
  readonly step: number;
  readonly epoch: number;
  /** How many steps it stands for. */
  readonly count: number;
  readonly at_ms: number;
  readonly loss: number | null;
  readonly loss_min: number | null;
  readonly loss_max: number | null;
  /** Numbers of {@link StepRow.values}, in their order. */
  readonly values: readonly (number | null)[];
}

/**
 * Thins the steps of a run to at most `limit` points, however long it is: a point is the mean of `every` steps, and once
 * there are too many, neighbors are merged and `every` doubles.
 */
export class StepThinner {
  readonly #limit: number;
  #points: StepPoint[] = [];
  #every = 1;
  #open: StepPoint | undefined;

  /** @param limit Even, at least 2. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Steps that a finished point stands for. */
  get every(): number {
    return this.#every;
  }

  /** Every point, the last of which may still be open. */
  get points(): readonly StepPoint[] {
    return this.#open ? [...this.#points, this.#open] : this.#points;
  }

  /**
   * Adds a step.
   *
   * @returns The point that it finished, `"merged"` if all points changed, or undefined.
   */
  add({ loss, values, ...place }: StepRow): StepPoint | "merged" | undefined {
    const point: StepPoint = {
      ...place,
      count: 1,
      loss: finite(loss),
      loss_min: finite(loss),
      loss_max: finite(loss),
      values: values.map(finite),
    };
    const open = this.#open ? merge(this.#open, point) : point;
    this.#open = open.count >= this.#every ? undefined : open;
    if (this.#open) return undefined;
    this.#points.push(open);
    if (this.#points.length < this.#limit) return open;
    this.#points = this.#points.flatMap((first, at, all) =>
      at % 2 === 0 ? [merge(first, all[at + 1] as StepPoint)] : [],
    );
    this.#every *= 2;
    return "merged";
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Two consecutive points as one. A value that is not finite is left out of the mean, unless there is no other. */
function merge(first: StepPoint, second: StepPoint): StepPoint {
  const mean = (a: number | null, b: number | null) => {
    if (a === null || b === null) return a ?? b;
    return (a * first.count + b * second.count) / (first.count + second.count);
  };
  return {
    step: second.step,
    epoch: second.epoch,
    at_ms: second.at_ms,
    count: first.count + second.count,
    loss: mean(first.loss, second.loss),
    loss_min: extreme(Math.min, first.loss_min, second.loss_min),
    loss_max: extreme(Math.max, first.loss_max, second.loss_max),
    values: second.values.map((value, at) => mean(first.values[at] ?? null, value)),
  };
}

function extreme(
  choose: (a: number, b: number) => number,
  a: number | null,
  b: number | null,
): number | null {
  return a === null || b === null ? (a ?? b) : choose(a, b);
}
