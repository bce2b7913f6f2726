import { randomInt } from "node:crypto";

const FIRST_MS = 50;
const LONGEST_MS = 2000;
const JITTER = 0.2;

/**
 * How long to wait before trying again, ms: `50 * 2^failures`, at most 2,000, give or take a fifth so that many buses do not
 * come back at once.
 *
 * @param failures Tries that failed before the last one.
 */
export function backoffMs(failures: number): number {
  const ms = Math.min(FIRST_MS * 2 ** failures, LONGEST_MS);
  // Not Math.random: training seeds that in threads of its own.
  return ms * (1 - JITTER + (2 * JITTER * randomInt(1000)) / 1000);
}
