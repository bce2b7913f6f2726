import type { Span } from "../../deps.ts";
import type { RollbackOutcome } from "../ports/recovery.ts";
import { ATTRIBUTE, SPAN } from "../telemetry/conventions.ts";
import { startSpan, type Tracing } from "../telemetry/spans.ts";
import { rollbackAttributes } from "./recovery_attributes.ts";

/** Runs a rollback inside a span of its own, below `parent` or else the run's. */
export async function traceRollback(
  { tracer, run }: Tracing,
  reason: string,
  parent: Span = run,
  rollBack: () => Promise<RollbackOutcome>,
): Promise<RollbackOutcome> {
  const attributes = { [ATTRIBUTE.rollbackReason]: reason };
  const span = startSpan(tracer, SPAN.rollback, attributes, { parent });
  const outcome = await rollBack();
  span.setAttributes(rollbackAttributes(outcome));
  span.end();
  return outcome;
}
