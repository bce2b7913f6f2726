import { TolariaError } from "../errors/mod.ts";
import type {
  LearningRatePolicy,
  TrainingClock,
  TrainingMoment,
} from "../ports/learning_rate_policy.ts";
import type { DrivenSettings } from "../settings/settings.ts";

/** Stands for the steps of a driven run that does not say how many there will be. */
export const UNKNOWN_STEPS: number = 2 ** 52;

/** Lengths that a driver need not say, each with two examples to tell apart policies that depend on it. */
const LENGTHS = {
  steps: [{ totalSteps: 1_000 }, { totalSteps: 3_000 }],
  stepsPerEpoch: [{ stepsPerEpoch: 10 }, { stepsPerEpoch: 30 }],
} as const;

/** Steps at which rates are compared. */
const PROBED: readonly number[] = [0, 1, 10, 25, 99, 100, 333, 500, 999];

/**
 * Fails if a policy depends on a length that the driver of a run does not say.
 *
 * @throws {TolariaError} `options/invalid`, naming the length and the policy.
 */
export function checkLengths(policy: LearningRatePolicy, driven: DrivenSettings): void {
  const own = (policy.groups ?? []).flatMap((group) => policy.forGroup?.(group) ?? []);
  for (const one of [policy, ...own]) {
    for (const length of ["steps", "stepsPerEpoch"] as const) {
      if (driven[length] !== undefined || !dependsOn(one, length)) continue;
      throw new TolariaError(
        "options/invalid",
        `"${length}" must be given, as the rates of policy "${one.name}" depend on it. Cannot begin.`,
      );
    }
  }
}

function dependsOn(policy: LearningRatePolicy, length: keyof typeof LENGTHS): boolean {
  const [one, other] = LENGTHS[length].map((clock) => ratesOf(policy, clock));
  return String(one) !== String(other);
}

function ratesOf(policy: LearningRatePolicy, clock: Partial<TrainingClock>): unknown[] {
  return PROBED.map((step) => {
    const epoch = Math.floor(step / 10);
    return rateAt(policy, {
      totalSteps: 1_000,
      stepsPerEpoch: 10,
      step,
      epoch,
      metrics: {},
      ...clock,
    });
  });
}

/** A rate, or that there is none. */
function rateAt(policy: LearningRatePolicy, moment: TrainingMoment): number | undefined {
  try {
    return policy.rate(moment);
  } catch {
    return undefined;
  }
}
