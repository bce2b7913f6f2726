import type { LearningRatePolicy } from "../../core/mod.ts";
import { PolicyModule } from "../../core/mod.ts";
import { warmupCosine } from "../../modules/mod.ts";
import { infinitePixel, nanPixels, type Spoiled, scaledAndShuffled } from "./corrupted_data.ts";

const PEAK = 3e-3;
const WARMUP_STEPS = 50;

/** How a run is spoiled. */
export interface Scenario {
  readonly name: string;
  /** What is wrong with the data from batch `at` on. */
  readonly spoiled?: (at: number) => Spoiled;
  /** What the learning rate is multiplied by in the first steps from `at` on that it is asked for. */
  readonly rateFault?: { readonly factor: number; readonly calls: number };
}

/** Each kind of harm that a run may come to. */
export const SCENARIOS: readonly Scenario[] = [
  { name: "nan-batches", spoiled: (first) => ({ first, count: 2, corrupt: nanPixels }) },
  { name: "nan-burst", spoiled: (first) => ({ first, count: 6, corrupt: nanPixels }) },
  { name: "infinite-pixel", spoiled: (first) => ({ first, count: 5, corrupt: infinitePixel }) },
  {
    name: "scaled-shuffled",
    spoiled: (first) => ({ first, count: 4, corrupt: scaledAndShuffled(1e3) }),
  },
  { name: "exploding-rate", rateFault: { factor: 300, calls: 8 } },
];

/** The learning rates of every run, with a fault in them where there is to be one. */
export function ratesOf({ rateFault }: Scenario, at: number): PolicyModule {
  const schedule = warmupCosine({ peak: PEAK, warmupSteps: WARMUP_STEPS });
  if (!rateFault) return schedule;
  return new PolicyModule(() => faulty(schedule.create(), rateFault, at));
}

/** A policy with a fault that strikes once: it is over when training comes by again. */
function faulty(
  policy: LearningRatePolicy,
  { factor, calls }: { readonly factor: number; readonly calls: number },
  at: number,
): LearningRatePolicy {
  let struck = 0;
  return {
    name: policy.name,
    check: (extent) => policy.check(extent),
    rate: (moment) => {
      const strikes = moment.step >= at && struck < calls;
      if (strikes) struck += 1;
      return policy.rate(moment) * (strikes ? factor : 1);
    },
  };
}
