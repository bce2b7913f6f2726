import type { GradientAggregator, Task } from "../ports/gradient_aggregator.ts";
import type { Combination } from "../ports/reports/aggregation_report.ts";
import type { RandomStream } from "../random.ts";

// T = tasks, R = rows of J: the tasks' gradients, then what is added to them as it is

/** What combines gradients, and what it goes by. */
export interface CombinationRule {
  readonly aggregator: GradientAggregator;
  readonly random: RandomStream;
  /** Largest norm of a single task's gradient, before its weight; undefined for none. */
  readonly taskClipNorm: number | undefined;
}

/**
 * Asks the aggregator how the gradients become one.
 *
 * Task i's gradient is scaled by its weight, and down to `taskClipNorm`; it takes no part where loss or gradient
 * are not finite, or if the scaled gradient is zero. What comes after the tasks' rows, as the gradient of a
 * penalty, is no task's: it is added as it is.
 *
 * @param gram_RR Inner products of all rows, row-major, [R, R].
 * @param losses Loss of each task.
 * @throws {RangeError} If there is no task.
 */
export function combineTasks(
  rule: CombinationRule,
  tasks: readonly Task[],
  gram_RR: Float64Array,
  losses: ArrayLike<number>,
): Combination {
  if (tasks.length === 0) {
    throw new RangeError(
      '"tasks" must be a list of at least one, but is []. Cannot combine gradients.',
    );
  }
  const rows = Math.sqrt(gram_RR.length);
  const squareOf = (row: number) => gram_RR[row * (rows + 1)] as number;
  const finiteRow = (row: number) =>
    Number.isFinite(squareOf(row)) && (row >= tasks.length || Number.isFinite(losses[row]));
  const finite = Array.from({ length: rows }, (_, row) => finiteRow(row));
  const scales = tasks.map(({ weight }, task) => weight * clipFactor(rule, squareOf(task)));
  const taking = tasks.flatMap((_, task) =>
    finite[task] && squareOf(task) > 0 && (scales[task] as number) > 0 ? [task] : [],
  );
  const weights_R = new Float64Array(rows).fill(1, tasks.length);
  if (taking.length > 0) {
    const found = askAggregator(rule, tasks, gram_RR, taking, scales);
    taking.forEach((task, at) => {
      weights_R[task] = (found[at] as number) * (scales[task] as number);
    });
  }
  return {
    tasks,
    gram_RR: gram_RR.map((inner, at) =>
      finite[Math.floor(at / rows)] && finite[at % rows] ? inner : 0,
    ),
    weights_R,
    dropped: tasks.flatMap((_, task) => (finite[task] ? [] : [task])),
  };
}

function clipFactor({ taskClipNorm }: CombinationRule, square: number): number {
  const norm = Math.sqrt(square);
  return taskClipNorm !== undefined && norm > taskClipNorm ? taskClipNorm / norm : 1;
}

function askAggregator(
  { aggregator, random }: CombinationRule,
  tasks: readonly Task[],
  gram_RR: Float64Array,
  taking: readonly number[],
  scales: readonly number[],
): Float64Array {
  const rows = Math.sqrt(gram_RR.length);
  const scaled = taking.flatMap((a) =>
    taking.map(
      (b) => (gram_RR[a * rows + b] as number) * (scales[a] as number) * (scales[b] as number),
    ),
  );
  const asked = taking.map((task) => tasks[task] as Task);
  return aggregator.weights(Float64Array.from(scaled), asked, random);
}

/** w^T G w for one group's inner products: the squared norm of its part of the combined gradient. */
export function combinedSquare(gram_RR: Float64Array, weights_R: Float64Array): number {
  const rows = weights_R.length;
  let sum = 0;
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b < rows; b++) {
      // A weight of 0 is of a row that may not be finite.
      const weight = (weights_R[a] as number) * (weights_R[b] as number);
      if (weight !== 0) sum += weight * (gram_RR[a * rows + b] as number);
    }
  }
  // Rounding may take it below; NaN stays.
  return Math.max(0, sum);
}
