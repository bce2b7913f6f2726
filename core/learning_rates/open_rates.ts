import type { ParameterGroups } from "../arena/parameter_groups.ts";
import type { RunEventEmitter } from "../events/run_event_stream.ts";
import type { LearningRatePolicy } from "../ports/learning_rate_policy.ts";
import { LearningRateAuthority } from "./authority.ts";
import { RateIntegrity } from "./integrity.ts";

/** The authority over the rates of `groups`, and who watches that nobody else writes them. */
export function openRates(
  policy: LearningRatePolicy,
  groups: ParameterGroups,
  events: RunEventEmitter,
): { readonly rates: LearningRateAuthority; readonly integrity: RateIntegrity } {
  const rates = new LearningRateAuthority(policy, {
    onChange: (change) => events.emit("learning-rate/change", { change }),
  });
  for (const name of groups.names) rates.register(name);
  const integrity = new RateIntegrity((violation) =>
    events.emit("learning-rate/violation", { violation }, { step: violation.step }),
  );
  return { rates, integrity };
}
