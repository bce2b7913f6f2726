import type { Span } from "../../deps.ts";
import type { Services } from "../container/services.ts";
import type { TakenStep } from "../events/run_part.ts";
import { aggregationAttributes } from "../gradients/gradients_part.ts";
import { rateAttributes } from "../learning_rates/rate_attributes.ts";
import { memoryAttributes } from "../memory/memory_attributes.ts";
import { CONSERVATIVE_STEP_SPAN_EVERY } from "../ports/features.ts";
import type { CheckedSettings } from "../settings/settings.ts";
import type { ConservativeMode } from "../stability/conservative_mode.ts";
import type { Progress } from "../state/progress.ts";
import { SPAN } from "../telemetry/conventions.ts";
import { startSpan } from "../telemetry/spans.ts";
import { reportStep } from "./report_step.ts";
import { stepAttributes } from "./run_events.ts";
import type { RunReporter } from "./run_reporter.ts";

/** What a step is shown with. */
export interface AnnounceScope {
  readonly session: {
    readonly accumulator: { readonly steps: number };
    readonly progress: Readonly<Progress>;
    readonly rates: Parameters<typeof rateAttributes>[0];
    readonly services: Pick<Services, "clock" | "telemetry" | "objective">;
    readonly settings: Pick<CheckedSettings, "stepSpanEvery">;
  };
  readonly parts: {
    readonly mode: Pick<ConservativeMode, "sheds">;
    readonly memory: { balance(): Parameters<typeof memoryAttributes>[0] };
    readonly reporter: RunReporter;
  };
}

/** Shows a step to observers and, if it is sampled, as a span. */
export function announceStep(
  { session, parts }: AnnounceScope,
  epochSpan: Span,
  step: TakenStep,
): void {
  const { accumulator, progress, rates, services, settings } = session;
  const { clock, telemetry } = services;
  const thinned = parts.mode.sheds("step-spans") ? CONSERVATIVE_STEP_SPAN_EVERY : 1;
  const sampled = (progress.step - 1) % (settings.stepSpanEvery * thinned) === 0;
  if (!sampled && !parts.reporter.observed) return;
  const report = reportStep(session, step, accumulator.steps);
  if (sampled) {
    const endMs = clock.wallMs();
    const place = { parent: epochSpan, startMs: endMs - step.stepMs };
    const attributes = {
      ...stepAttributes(report),
      ...rateAttributes(rates),
      ...memoryAttributes(parts.memory.balance()),
      ...(report.aggregation && aggregationAttributes(report.aggregation)),
    };
    startSpan(telemetry.tracer, SPAN.step, attributes, place).end(endMs);
  }
  parts.reporter.step(report);
}
