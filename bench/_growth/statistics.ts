import { rounded } from "../_harness.ts";
import type { RunOutcome } from "./train.ts";

/** What the seeds of a row came to. */
export interface Row {
  readonly mean: number;
  /** Over the seeds, of a sample; 0 for one seed. */
  readonly sd: number;
  /** Multiply-adds of a run, in the mean. */
  readonly flops: number;
  /** Seconds of a run, in the mean. */
  readonly seconds: number;
  /** Seeds that stayed, in the mean; left out of networks that do not grow. */
  readonly kept?: number;
}

/** How much better one row is than another. */
export interface Difference {
  /** In the unit of the task; positive where the first is better. */
  readonly difference: number;
  readonly standard_error: number;
  readonly beyond_two: boolean;
}

/** Joins the outcomes of a row. */
export function rowOf(outcomes: readonly RunOutcome[], grows = false): Row {
  const scores = outcomes.map(({ score }) => score);
  return {
    mean: rounded(meanOf(scores), 6),
    sd: rounded(deviationOf(scores), 4),
    flops: Math.round(meanOf(outcomes.map(({ flops }) => flops))),
    seconds: rounded(meanOf(outcomes.map(({ seconds }) => seconds))),
    ...(grows && { kept: rounded(meanOf(outcomes.map(({ kept }) => kept))) }),
  };
}

/**
 * Compares two rows of as many seeds, as samples that do not depend on each other.
 *
 * @param sign 1 if a higher score is better, -1 if a lower one is.
 */
export function differenceOf(
  better: readonly RunOutcome[],
  worse: readonly RunOutcome[],
  sign: number,
): Difference {
  const [a, b] = [better, worse].map((outcomes) => outcomes.map(({ score }) => score)) as [
    number[],
    number[],
  ];
  const difference = sign * (meanOf(a) - meanOf(b));
  const error = Math.sqrt(deviationOf(a) ** 2 / a.length + deviationOf(b) ** 2 / b.length);
  return {
    difference: rounded(difference, 4),
    standard_error: rounded(error, 4),
    // One seed has no standard error.
    beyond_two: a.length > 1 && difference > 2 * error,
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviationOf(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
