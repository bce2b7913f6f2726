import { type Attributes, z } from "../../deps.ts";
import type { RunPart } from "../events/run_part.ts";
import type { Json } from "../json.ts";
import type { GradientAggregator } from "../ports/gradient_aggregator.ts";
import type { AggregationReport } from "../ports/reports/aggregation_report.ts";
import type { RandomStream } from "../random.ts";
import { defineSlice } from "../state/define_slice.ts";
import { count, randomState } from "../state/schemas.ts";
import { ATTRIBUTE } from "../telemetry/conventions.ts";
import type { NonFiniteGuard } from "./non_finite_guard.ts";

/** Streams of random numbers that a step draws from, by name. */
export interface RandomStreams {
  readonly dropout: RandomStream;
  readonly aggregator: RandomStream;
}

/** What gradients own of the state: random streams, what the aggregator remembers, and what the guard counts. */
export function gradientsPart(
  streams: RandomStreams,
  aggregator: GradientAggregator,
  guard: NonFiniteGuard,
): RunPart {
  return {
    name: "gradients",
    slices: [
      defineSlice({
        name: "random",
        schema: z.strictObject({ dropout: randomState, aggregator: randomState }),
        read: () => ({ dropout: streams.dropout.state(), aggregator: streams.aggregator.state() }),
        write: (data) => {
          streams.dropout.restore(data.dropout);
          streams.aggregator.restore(data.aggregator);
        },
      }),
      defineSlice<Json>({
        name: "aggregator",
        schema: z.json(),
        read: () => aggregator.state?.() ?? null,
        write: (data) => aggregator.restore?.(data),
      }),
      defineSlice({
        name: "non-finite",
        schema: z.strictObject({ consecutive: count }),
        read: () => ({ consecutive: guard.consecutive }),
        write: ({ consecutive }) => guard.restore(consecutive),
      }),
    ],
  };
}

/** How the gradients of several tasks became one, for the span of a sampled step. */
export function aggregationAttributes({ tasks, conflicts }: AggregationReport): Attributes {
  return {
    [ATTRIBUTE.aggregationTasks]: tasks.map(({ name }) => name),
    [ATTRIBUTE.aggregationNorms]: tasks.map(({ norm }) => norm),
    [ATTRIBUTE.aggregationWeights]: tasks.map(({ weight }) => weight),
    [ATTRIBUTE.aggregationShares]: tasks.map(({ share }) => share),
    [ATTRIBUTE.aggregationCosines]: tasks.map(({ cosine }) => cosine),
    [ATTRIBUTE.aggregationConflicts]: conflicts,
    ...(tasks.some(({ layers }) => layers) && {
      [ATTRIBUTE.aggregationLayers]: tasks.flatMap(({ name: task, layers = [] }) =>
        layers.map(({ name, norm }) => `${task} ${name} ${norm.toPrecision(4)}`),
      ),
    }),
  };
}
