import { isMetricName, METRIC_NAME_RULE } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";

/** What every metric may be told. */
export interface MetricOptions {
  /** Name in reports; monitored as `val_<name>`. @default the metric's own, behind the output's if `output` names one */
  readonly name?: string;
  /** Name of the network's output that is measured, or its number from 0. @default the only one */
  readonly output?: string | number;
  /** Name of the target column that it is measured against. @default the one in the output's place */
  readonly target?: string;
}

/** What a metric of classes may be told. */
export interface ClassMetricOptions extends MetricOptions {
  /** Targets of this value are left out, such as -1 for padding. @default none */
  readonly ignore?: number;
  /**
   * Whether the numbers of the output are a score for each class, or a yes or no each, where the shapes leave it open.
   * @default `binary` if the last axis of the output has one number, else `categorical`
   */
  readonly kind?: "categorical" | "binary";
  /** Binary outputs above it mean yes. @default 0.5 behind a sigmoid, else 0 */
  readonly threshold?: number;
}

/** Options as their schema leaves them: those that were not given are undefined. */
export type Checked<Options> = { readonly [Key in keyof Options]: Options[Key] | undefined };

/** Rules of {@link MetricOptions}, to spread into a metric's own. */
export const MetricShape: {
  readonly [Key in keyof Required<MetricOptions>]: z.ZodType<MetricOptions[Key] | undefined>;
} = {
  name: z.string().refine(isMetricName, METRIC_NAME_RULE).optional(),
  output: z.union([z.string().min(1), z.int().min(0)], "a name or a number from 0").optional(),
  target: z.string().min(1).optional(),
};

/** Rules of {@link ClassMetricOptions}, to spread into a metric's own. */
export const ClassMetricShape: {
  readonly [Key in keyof Required<ClassMetricOptions>]: z.ZodType<
    ClassMetricOptions[Key] | undefined
  >;
} = {
  ...MetricShape,
  ignore: z.int().optional(),
  kind: z.enum(["categorical", "binary"]).optional(),
  threshold: z.number().optional(),
};

/** Name of a metric: `f1`, or `left_f1` of the output `left`. */
export function metricName(
  base: string,
  { name, output }: Checked<Pick<MetricOptions, "name" | "output">>,
): string {
  return name ?? (typeof output === "string" ? `${output}_${base}` : base);
}
