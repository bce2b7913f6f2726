import { type Attributes, z } from "../../deps.ts";
import type { RunPart } from "../events/run_part.ts";
import type { Json } from "../json.ts";
import type { GradientAggregator } from "../ports/gradient_aggregator.ts";
import type { GradientTransform } from "../ports/gradient_transform.ts";
import type { AggregationReport } from "../ports/reports/aggregation_report.ts";
import type { RandomStream } from "../random.ts";
import { defineSlice, type StateSlice } from "../state/define_slice.ts";
import { count, randomState } from "../state/schemas.ts";
import { ATTRIBUTE } from "../telemetry/conventions.ts";
import type { NonFiniteGuard } from "./non_finite_guard.ts";

/** Streams of random numbers that a step draws from, by name. */
export interface RandomStreams {
  readonly dropout: RandomStream;
  readonly aggregator: RandomStream;
  readonly transforms: RandomStream;
}

/** What gradients own of the state: random streams, what aggregator and transforms remember, what the guard counts. */
export function gradientsPart(
  streams: RandomStreams,
  aggregator: GradientAggregator,
  transforms: readonly GradientTransform[],
  guard: NonFiniteGuard,
): RunPart {
  return {
    name: "gradients",
    slices: [
      defineSlice({
        name: "random",
        schema: z.strictObject({
          dropout: randomState,
          aggregator: randomState,
          transforms: randomState,
        }),
        read: () => ({
          dropout: streams.dropout.state(),
          aggregator: streams.aggregator.state(),
          transforms: streams.transforms.state(),
        }),
        write: (data) => {
          streams.dropout.restore(data.dropout);
          streams.aggregator.restore(data.aggregator);
          streams.transforms.restore(data.transforms);
        },
      }),
      defineSlice<Json>({
        name: "aggregator",
        schema: z.json(),
        read: () => aggregator.state?.() ?? null,
        write: (data) => aggregator.restore?.(data),
      }),
      transformsSlice(transforms),
      defineSlice({
        name: "non-finite",
        schema: z.strictObject({ consecutive: count }),
        read: () => ({ consecutive: guard.consecutive }),
        write: ({ consecutive }) => guard.restore(consecutive),
      }),
    ],
  };
}

/** What transforms remember. One that a checkpoint does not know starts afresh. */
function transformsSlice(transforms: readonly GradientTransform[]): StateSlice {
  return defineSlice({
    name: "gradient-transforms",
    schema: z.array(z.strictObject({ name: z.string(), state: z.json() })),
    read: () => transforms.map((one) => ({ name: one.name, state: one.state?.() ?? null })),
    write: (saved) => {
      const left = [...saved];
      for (const transform of transforms) {
        const at = left.findIndex(({ name }) => name === transform.name);
        const [found] = at < 0 ? [] : left.splice(at, 1);
        if (found) transform.restore?.(found.state as Json);
      }
    },
  });
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
