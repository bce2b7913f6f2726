import { type Attributes, z } from "../../deps.ts";
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
import {
  ACCUMULATOR_RULES,
  type AccumulatorState,
  type EpochAccumulator,
} from "./epoch_accumulator.ts";
import { type Interval, IntervalSchema, type IntervalState } from "./interval.ts";

/** What is written of metrics. */
export const METRIC_EVENTS: EventRules<"best/not-restored"> = {
  "best/not-restored": {
    priority: MessagePriority.MESSAGE_PRIORITY_HIGH,
    incident: ({ message }) => ({ kind: "best/not-restored", message }),
  },
};

/** What the metrics of a run are. */
export interface MetricsParts {
  /** Those of the epoch in progress. */
  readonly accumulator: EpochAccumulator;
  /** Those since the last boundary, if there are such within epochs. */
  readonly interval: Interval | undefined;
  readonly best: BestEpoch;
  readonly seeds: SeedTraining;
  /** Where training stands. */
  readonly progress: { readonly epoch: number };
}

/** Metrics in a run: those of the epoch in progress, and which epoch was best. */
export class MetricsPart implements RunPart {
  readonly name = "metrics";
  readonly slices: readonly StateSlice[];
  readonly #parts: MetricsParts;

  constructor(parts: MetricsParts) {
    this.#parts = parts;
    this.slices = [epochSlice(parts), bestEpochSlice(parts.best, parts.seeds)];
  }

  afterStep(step: TakenStep): void {
    const { accumulator, interval } = this.#parts;
    accumulator.add(step, step.stepMs);
    interval?.accumulator.add(step, step.stepMs);
  }
}

const EpochSchema: z.ZodType<AccumulatorState & { readonly interval?: IntervalState }> =
  z.strictObject({ ...ACCUMULATOR_RULES, interval: IntervalSchema.optional() });

function epochSlice({ accumulator, interval, progress }: MetricsParts): StateSlice {
  return defineSlice({
    name: "epoch",
    schema: EpochSchema,
    read: () => ({ ...accumulator.state(), ...(interval && { interval: interval.state() }) }),
    write: ({ interval: state, ...epoch }) => {
      accumulator.restore(epoch);
      interval?.restore(state, progress.epoch);
    },
  });
}

/** Loss and further metrics of a pass. */
export function passAttributes(report: PassReport, pass: "train" | "validation"): Attributes {
  const attributes: Attributes = { [metricAttribute("loss", pass)]: report.loss };
  for (const [metric, value] of Object.entries(report.metrics)) {
    attributes[metricAttribute(metric, pass)] = value;
  }
  return attributes;
}
