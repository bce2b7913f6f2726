import type { Attributes } from "../../deps.ts";
import { MessagePriority } from "../../proto/mod.ts";
import type { EventRules } from "../events/event_rule.ts";
import type { RunPart, TakenStep } from "../events/run_part.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";
import type { SeedTraining } from "../ports/seed_training.ts";
import type { StateSlice } from "../state/define_slice.ts";
import { defineSlice } from "../state/define_slice.ts";
import { metricAttribute } from "../telemetry/conventions.ts";
import type { BestEpoch } from "./best_epoch.ts";
import { bestEpochSlice } from "./best_epoch_state.ts";
import { AccumulatorSchema, type EpochAccumulator } from "./epoch_accumulator.ts";

/** What is written of metrics. */
export const METRIC_EVENTS: EventRules<"best/not-restored"> = {
  "best/not-restored": {
    priority: MessagePriority.MESSAGE_PRIORITY_HIGH,
    incident: ({ message }) => ({ kind: "best/not-restored", message }),
  },
};

/** Metrics in a run: those of the epoch in progress, and which epoch was best. */
export class MetricsPart implements RunPart {
  readonly name = "metrics";
  readonly slices: readonly StateSlice[];
  readonly #accumulator: EpochAccumulator;

  constructor(accumulator: EpochAccumulator, best: BestEpoch, seeds: SeedTraining) {
    this.#accumulator = accumulator;
    this.slices = [
      defineSlice({
        name: "epoch",
        schema: AccumulatorSchema,
        read: () => accumulator.state(),
        write: (data) => accumulator.restore(data),
      }),
      bestEpochSlice(best, seeds),
    ];
  }

  afterStep(step: TakenStep): void {
    this.#accumulator.add(step, step.stepMs);
  }
}

/** Loss and further metrics of a pass. */
export function passAttributes(report: PassReport, pass: "train" | "validation"): Attributes {
  const attributes: Attributes = { [metricAttribute("loss", pass)]: report.loss };
  for (const [metric, value] of Object.entries(report.metrics)) {
    attributes[metricAttribute(metric, pass)] = value;
  }
  return attributes;
}
