import type { Attributes } from "../../deps.ts";
import { MessagePriority } from "../../proto/mod.ts";
import type { EventRules } from "../events/event_rule.ts";
import type { TrialReport } from "../ports/reports/trial_report.ts";
import type { SeedTrial } from "../ports/seed_training.ts";
import { ATTRIBUTE, EVENT } from "../telemetry/conventions.ts";

/** What is written of trials. */
export const TRIAL_EVENTS: EventRules<"seed/trial"> = {
  "seed/trial": {
    priority: MessagePriority.MESSAGE_PRIORITY_NORMAL,
    spanEvent: {
      name: EVENT.trial,
      attributes: ({ trial, report }) => ({
        ...trialAttributes(trial),
        ...foundAttributes(report),
      }),
    },
  },
};

/** Attributes of what is tried. */
export function trialAttributes({ seed, blueprint, steps, minGain }: SeedTrial): Attributes {
  return {
    [ATTRIBUTE.seedId]: seed,
    [ATTRIBUTE.seedBlueprint]: blueprint,
    [ATTRIBUTE.trialSteps]: steps,
    [ATTRIBUTE.trialMinGain]: minGain,
  };
}

/** Attributes of what a trial found. */
export function foundAttributes(report: TrialReport): Attributes {
  const { step, steps, lossWithout, lossWith, gain, kept, multiplyAdds, brokenOff } = report;
  return {
    [ATTRIBUTE.stepNumber]: step,
    [ATTRIBUTE.trialSteps]: steps,
    [ATTRIBUTE.trialLossWithout]: lossWithout,
    [ATTRIBUTE.trialLossWith]: lossWith,
    [ATTRIBUTE.trialGain]: gain,
    [ATTRIBUTE.trialKept]: kept,
    [ATTRIBUTE.trialMultiplyAdds]: multiplyAdds,
    ...(brokenOff !== undefined && { [ATTRIBUTE.trialBrokenOff]: brokenOff }),
  };
}
