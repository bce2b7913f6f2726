import type { Milestones, Period, TrainingClock } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";

/** The clock that a schedule counts by. */
type ClockName = "steps" | "epochs";

const RULE = "{ steps: n } or { epochs: n } with n a whole number of at least 1";

/** Rule of a {@link Period}. */
export const PeriodSchema: z.ZodType<Period> = z.custom<Period>(
  (value) => isOneClock(value) && isCount(Object.values(value)[0]),
  RULE,
);

/** Rule of {@link Milestones}. */
export const MilestonesSchema: z.ZodType<Milestones> = z.custom<Milestones>(
  (value) => isOneClock(value) && isAscending(Object.values(value)[0]),
  "{ steps: [...] } or { epochs: [...] } with ascending whole numbers of at least 1",
);

/** Which clock a period or milestones are of. */
export function clockOf(period: Period | Milestones): ClockName {
  return period.steps === undefined ? "epochs" : "steps";
}

/** How many steps or epochs a period is. */
export function countOf(period: Period): number {
  return period.steps ?? (period.epochs as number);
}

/** What a clock has counted at `moment`. */
export function elapsed(clock: ClockName, moment: TrainingClock): number {
  return clock === "steps" ? moment.step : moment.epoch;
}

/** A period in steps. */
export function stepsOf(period: Period, stepsPerEpoch: number): number {
  return period.steps ?? (period.epochs as number) * stepsPerEpoch;
}

function isOneClock(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && (keys[0] === "steps" || keys[0] === "epochs");
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function isAscending(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((entry, index) => isCount(entry) && (index === 0 || entry > value[index - 1]))
  );
}
