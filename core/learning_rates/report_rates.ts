import type { RunScope } from "../engine/run_context.ts";
import { rateChangeAttributes } from "../telemetry/attributes.ts";
import { EVENT } from "../telemetry/conventions.ts";
import { violationMessage } from "./integrity.ts";

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
