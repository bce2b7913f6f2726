import { z } from "../../deps.ts";
import type { Services } from "../container/services.ts";
import type { Json } from "../json.ts";
import {
  describePolicy,
  type PolicyRecord,
  PolicyRecordSchema,
} from "../learning_rates/policy_record.ts";
import {
  type JobGroup,
  type JobGroupRecord,
  JobGroupSchema,
  recordJobGroup,
} from "../optimizers/job_groups.ts";
import type { Column, DataSplits, Dataset } from "../ports/dataset.ts";
import type { GradientTransform } from "../ports/gradient_transform.ts";
import type { Host } from "../ports/host.ts";
import type { CheckedRunOptions, CheckedSettings } from "../settings/settings.ts";
import type { DataRecord } from "./compare_data.ts";

/** What a job says of its training, as it is written into every checkpoint and compared when one is resumed. */
export interface JobRecord {
  /** Each plain value by its name in {@link FIELDS}. */
  readonly fields: Readonly<Record<string, Json>>;
  readonly data: DataRecord;
  /** Name and shape of each weight of the host. */
  readonly weights: Readonly<Record<string, readonly number[]>>;
  readonly groups: readonly JobGroupRecord[];
  readonly policy: PolicyRecord;
  /** Updates done before the run began. */
  readonly firstStep: number;
  /** Updates that training will have done at the end of the run: what a schedule over "run" is made for. */
  readonly totalSteps: number;
}

/**
 * What becomes of a difference:
 *
 * - `applied`: the job's value takes effect;
 * - `inexact`: so it does, and the steps to come may differ in their last bits;
 * - `refused`: the state cannot be gone on from, as it means something else under the job's value.
 */
export type FieldRule = "applied" | "inexact" | "refused";

/** Rules of {@link JobRecord.fields}. */
export const FIELDS: Readonly<Record<string, FieldRule>> = {
  seed: "refused",
  batchSize: "refused",
  accumulationSteps: "refused",
  trainExamples: "refused",
  inputs: "refused",
  targets: "refused",
  weights: "refused",
  order: "refused",
  host: "refused",
  objective: "refused",
  aggregator: "refused",
  seeds: "refused",
  monitor: "refused",
  shards: "inexact",
  validationExamples: "applied",
  testExamples: "applied",
  validationBatchSize: "applied",
  clipNorm: "applied",
  clipValue: "applied",
  taskClipNorm: "applied",
  gradientTransforms: "applied",
  epochs: "applied",
  patience: "applied",
  minDelta: "applied",
  restoreBest: "applied",
  controller: "applied",
  watchdog: "applied",
  autopilot: "applied",
  backend: "inexact",
};

/** Rules of {@link JobRecord}. */
export const JobRecordSchema: z.ZodType<JobRecord> = z.strictObject({
  fields: z.record(z.string(), z.json()),
  data: z.strictObject({ fingerprint: z.string().nullable(), preparation: z.json() }),
  weights: z.record(z.string(), z.array(z.int().min(0))),
  groups: z.array(JobGroupSchema),
  policy: PolicyRecordSchema,
  firstStep: z.int().min(0),
  totalSteps: z.int().min(0),
}) as z.ZodType<JobRecord>;

/** What a record is made from. */
export interface JobParts {
  readonly services: Pick<
    Services,
    | "aggregator"
    | "autopilot"
    | "backend"
    | "kasmina"
    | "objective"
    | "policy"
    | "tamiyo"
    | "transforms"
    | "watchdog"
  >;
  readonly settings: CheckedSettings;
  readonly group: {
    readonly sharding: { readonly shards: number; adopt(shards: number): boolean };
  };
  readonly splits: DataSplits;
  readonly host: Host;
  readonly job: readonly JobGroup[];
  readonly options: CheckedRunOptions;
  /** The metric that says which epoch is best. */
  readonly monitor: string;
}

/** Writes down what a job says, but for the length of its run. */
export function recordJob(parts: JobParts): Omit<JobRecord, "firstStep" | "totalSteps"> {
  const { host, job, services, splits } = parts;
  const weights = [...host.parameters, ...host.buffers];
  return {
    fields: fieldsOf(parts),
    data: {
      fingerprint: splits.fingerprint ?? null,
      preparation: splits.preparation ?? null,
    },
    weights: Object.fromEntries(weights.map(({ name, variable }) => [name, variable.shape])),
    groups: job.map(recordJobGroup),
    policy: describePolicy(services.policy),
  };
}

function fieldsOf({
  services,
  settings,
  splits,
  host,
  options,
  monitor,
  group: { sharding },
}: JobParts): JobRecord["fields"] {
  const { train, validation, test } = splits;
  const { aggregator, autopilot, backend, kasmina, objective, tamiyo, watchdog } = services;
  return {
    seed: settings.seed,
    batchSize: settings.batchSize,
    accumulationSteps: settings.accumulationSteps,
    trainExamples: train.size,
    inputs: columnsText(train.inputs),
    targets: columnsText(train.targets),
    weights: train.weights ? columnsText([train.weights]) : null,
    order: orderText(train),
    host: host.name,
    objective: objective.name,
    aggregator: aggregator.name,
    seeds: kasmina.name,
    monitor,
    // Checkpoints from before there were shards have none.
    shards: sharding.shards > 1 ? sharding.shards : null,
    validationExamples: validation?.size ?? 0,
    testExamples: test?.size ?? 0,
    validationBatchSize: settings.validationBatchSize,
    clipNorm: settings.clipNorm ?? null,
    clipValue: settings.clipValue ?? null,
    taskClipNorm: settings.taskClipNorm ?? null,
    gradientTransforms: services.transforms.map(transformText).join(", ") || null,
    epochs: options.driven ? null : options.epochs,
    patience: options.earlyStopping?.patience ?? null,
    minDelta: options.earlyStopping?.minDelta ?? null,
    restoreBest: options.restoreBest,
    controller: tamiyo.name,
    watchdog: watchdog.name,
    autopilot: autopilot.name,
    backend: backend.device.description,
  };
}

/** Columns as people read them: `image [28, 28, 1] float32`, `label [] int32 of 10`. */
function columnsText(columns: readonly Column[]): string {
  return columns
    .map(({ name, shape, dtype, classes }) => {
      const range = classes === undefined ? "" : ` of ${classes}`;
      return `${name} [${shape.join(", ")}] ${dtype}${range}`;
    })
    .join(", ");
}

/** How the examples are shuffled: `blocks of 512, 16 at a time`. */
function orderText({ blocks, sequence }: Dataset): string {
  if (sequence) return "as they come";
  return blocks ? `blocks of ${blocks.size}, ${blocks.window} at a time` : "all at once";
}

/** `clip-by-global-norm {"maxNorm":1}`. */
function transformText({ name, options }: GradientTransform): string {
  return options ? `${name} ${JSON.stringify(options)}` : name;
}
