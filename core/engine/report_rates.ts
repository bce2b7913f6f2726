import { violationMessage } from "../learning_rates/integrity.ts";
import { rateChangeAttributes } from "../telemetry/attributes.ts";
import { EVENT } from "../telemetry/conventions.ts";
import type { RunScope } from "./run_scope.ts";

/** Notes policies that the run had for groups that it never had. */
export function noteUnusedPolicies({ session, incidents, span }: RunScope): void {
  const { progress, rates } = session;
  for (const group of rates.neverRegistered) {
    incidents.add(
      {
        kind: "learning-rate/unused",
        message: `the learning-rate policy for group '${group}' was not used: groups were ${rates.groups.join(", ")}`,
        step: progress.step,
        epoch: progress.epoch + 1,
      },
      span,
    );
  }
}

/** Tells a run's span and incidents what happens to learning rates. Returns what ends that. */
export function reportRates({ session, incidents, span }: RunScope): () => void {
  return session.rateEvents.listen({
    onChange: (change) => span.addEvent(EVENT.learningRateChange, rateChangeAttributes(change)),
    onViolation: (violation) =>
      incidents.add(
        {
          kind: "learning-rate/violation",
          message: violationMessage(violation),
          step: violation.step,
          epoch: session.progress.epoch + 1,
        },
        span,
      ),
  });
}
