import {
  HOST_GROUP,
  LearningRateAuthority,
  type LearningRatePolicy,
  type RateChange,
} from "../../../core/mod.ts";
import { constant } from "../../../modules/mod.ts";
import { momentAt } from "../../../testing/_support/moments.ts";

/** A policy that stays at `rate`. */
export function fixedRate(rate: number): LearningRatePolicy {
  return constant(rate).create();
}

/** An authority with the host in it, told its first step; and what it tells. */
export function startedRates(policy: LearningRatePolicy = fixedRate(1)): {
  readonly rates: LearningRateAuthority;
  readonly changes: RateChange[];
} {
  const changes: RateChange[] = [];
  const rates = new LearningRateAuthority(policy, { onChange: (change) => changes.push(change) });
  rates.register(HOST_GROUP);
  rates.advance(momentAt(0));
  return { rates, changes };
}

/** The rate of `group` in step `step`. */
export function advanceTo(
  rates: LearningRateAuthority,
  step: number,
  group: string = HOST_GROUP,
): number {
  rates.advance(momentAt(step));
  return rates.rateOf(group);
}
