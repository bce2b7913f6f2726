import type { Attributes } from "../../deps.ts";
import type { RateChange } from "../ports/reports/rate_report.ts";
import { ATTRIBUTE } from "../telemetry/conventions.ts";
import type { LearningRateAuthority } from "./authority.ts";

/** Lists every group with its rate, for the span of a sampled step. */
export function rateAttributes(rates: LearningRateAuthority): Attributes {
  const { groups } = rates;
  return {
    [ATTRIBUTE.learningRateGroups]: [...groups],
    [ATTRIBUTE.learningRateRates]: groups.map((group) => rates.rateOf(group)),
  };
}

/** Attributes of the event of a changed learning rate. */
export function rateChangeAttributes(change: RateChange): Attributes {
  return {
    [ATTRIBUTE.learningRateGroup]: change.group,
    [ATTRIBUTE.learningRateFrom]: change.from,
    [ATTRIBUTE.learningRateTo]: change.to,
    [ATTRIBUTE.learningRateReason]: change.reason,
    [ATTRIBUTE.stepNumber]: change.step,
  };
}
