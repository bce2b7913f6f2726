import { picocolors } from "../../deps.ts";
import { formatRate } from "../observers/_format/mod.ts";
import type { RenderOptions } from "../observers/_report/mod.ts";
import { oneLine } from "../observers/_terminal/mod.ts";
import { chartLines } from "./chart.ts";
import type { RangePoint, RangeTest } from "./range_test.ts";

const ENDINGS = {
  completed: "every rate was tried",
  diverged: "the loss grew too large",
  interrupted: "interrupted",
} as const;

/** A range test for people: the curve and the rates that it suggests, without a last end of line. */
export function renderRangeTest(test: RangeTest, options: RenderOptions = {}): string {
  const colors = picocolors.createColors(options.color ?? false);
  const { points, host, backend, endReason } = test;
  const head = `${colors.bold(oneLine(host))} on ${backend}: ${points.length} steps, ${ENDINGS[endReason]}`;
  const chart = points.length > 1 ? chartLines(test, options.width || 80, colors) : [];
  return [head, "", ...chart, "", advice(test)].join("\n");
}

function advice({ points, suggestion, endReason }: RangeTest): string {
  if (suggestion) {
    const rates = [suggestion.steepest, suggestion.minimumTenth].sort((a, b) => a - b);
    const [low, high] = rates.map(formatRate);
    return `Try a peak between ${low} and ${high}.`;
  }
  if (points.length === 0 && endReason === "diverged") {
    return "Nothing to suggest: the first loss was not finite. Look for bad values in the data and in the loss.";
  }
  return points.length < 5
    ? "Nothing to suggest from fewer than 5 steps."
    : "Nothing to suggest: the smoothed loss never fell by more than its noise. Try more steps, or another range.";
}

/** A range test as JSON. */
export interface JsonRangeTest {
  /** Name of the network. */
  readonly host: string;
  /** Name of the backend. */
  readonly backend: string;
  /** Seed of every random number. */
  readonly seed: number;
  /** Why it ended. */
  readonly end_reason: RangeTest["endReason"];
  /** How many points there are. */
  readonly steps: number;
  /** The two rates; null if the curve has none to read off. */
  readonly suggestion: { readonly steepest: number; readonly minimum_tenth: number } | null;
  /** Every step whose loss was finite. */
  readonly points: readonly RangePoint[];
}

/** A range test as plain data, to be written as JSON. */
export function rangeTestToJson(test: RangeTest): JsonRangeTest {
  const { host, backend, seed, endReason, points, suggestion } = test;
  return {
    host,
    backend,
    seed,
    end_reason: endReason,
    steps: points.length,
    suggestion: suggestion
      ? { steepest: suggestion.steepest, minimum_tenth: suggestion.minimumTenth }
      : null,
    points,
  };
}
