import { picocolors } from "../../deps.ts";
import { formatRate, type SnakeCase, toSnakeCase } from "../observers/_format/mod.ts";
import type { RenderOptions } from "../observers/_report/mod.ts";
import { oneLine } from "../observers/_terminal/mod.ts";
import { chartLines } from "./chart.ts";
import type { RangeTest } from "./range_test.ts";

const ENDINGS = {
  completed: "every rate was tried",
  diverged: "the loss grew too large",
  interrupted: "interrupted",
} as const;

/** Renders a range test as text: the curve and the suggested rates, without a final line break. */
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

/** Version of {@link JsonRangeTest}: raised when a field is renamed, removed or changes its meaning. */
const RANGE_TEST_VERSION = 1;

/** {@link RangeTest} as JSON: keys in snake_case; no suggestion if the curve has none. */
export interface JsonRangeTest extends SnakeCase<RangeTest> {
  /** Version of this form. */
  readonly version: 1;
}

/** Converts a range test to plain data for JSON. */
export function rangeTestToJson(test: RangeTest): JsonRangeTest {
  return { version: RANGE_TEST_VERSION, ...toSnakeCase(test) };
}
