import { milliseconds } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import { BUDGETS } from "../../../proto/mod.ts";

/** When a breaker opens, and for how long. */
export interface BreakerOptions {
  /** Failures in a row that open it, at least 1. @default 3 */
  readonly failures?: number;
  /** How long it stays open before a call may probe, ms. @default 30,000 */
  readonly resetMs?: number;
  /** Longest time for a call made through `fire`, ms. @default 1,000 */
  readonly timeoutMs?: number;
}

/** Options of the breakers of a run. */
export interface OpossumBreakersOptions extends BreakerOptions {
  /** Other options for single breakers, by name: `tamiyo`, `boundary`, `exporter/otlp`. */
  readonly breakers?: Readonly<Record<string, BreakerOptions>>;
}

const shape = {
  failures: z.int().min(1),
  resetMs: milliseconds(),
  timeoutMs: milliseconds(),
};

const DEFAULT_FAILURES = 3;

/** Rules of {@link OpossumBreakersOptions}. */
export const OpossumBreakersSchema: z.ZodType<
  Required<BreakerOptions> & { readonly breakers: Readonly<Record<string, BreakerOptions>> }
> = z.strictObject({
  failures: shape.failures.default(DEFAULT_FAILURES),
  resetMs: shape.resetMs.default(BUDGETS.breakerResetMs),
  timeoutMs: shape.timeoutMs.default(BUDGETS.breakerTimeoutMs),
  breakers: z.record(z.string().min(1), z.strictObject(shape).partial()).default({}),
});
