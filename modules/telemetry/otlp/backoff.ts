import { randomInt } from "node:crypto";

const FIRST_MS = 1000;
const LONGEST_MS = 5000;
const GROWTH = 1.5;
const JITTER = 0.2;

/**
 * How long to wait before trying again, in milliseconds: `1000 * 1.5^failures`, at most 5000, give or take a
 * fifth so that many senders do not come back at once.
 *
 * @param failures Tries that failed before the last one.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp-throttling
 */
export function backoffMs(failures: number): number {
  const ms = Math.min(FIRST_MS * GROWTH ** failures, LONGEST_MS);
  // Not Math.random: training seeds that, and telemetry must not change a run.
  return ms * (1 - JITTER + (2 * JITTER * randomInt(1000)) / 1000);
}
