import { z } from "../../deps.ts";
import { type Json, jsonSafe } from "../json.ts";
import type { EpochReport } from "../ports/reports/run_report.ts";
import { defineSlice, type StateSlice } from "./define_slice.ts";
import { anyNumber, count } from "./schemas.ts";

/** Progress of a run, across the processes that continued it. */
export interface RunHistory {
  /** Epochs completed before the run began. */
  firstEpoch: number;
  /** Updates done before the run began. */
  firstStep: number;
  /** Completed epochs. The list is replaced, never changed. */
  epochs: readonly EpochReport[];
  /** Ids of the runs that this one continues, then its own. */
  lineage: readonly string[];
}

const PassSchema = z.strictObject({
  loss: anyNumber,
  metrics: z.record(z.string(), anyNumber),
  perClass: z
    .record(
      z.string(),
      z.array(z.strictObject({ class: z.string(), value: anyNumber, support: anyNumber })),
    )
    .optional(),
  matrices: z
    .record(
      z.string(),
      z.strictObject({ classes: z.array(z.string()), counts: z.array(z.array(anyNumber)) }),
    )
    .optional(),
});

const InfluenceSchema = z.strictObject({
  seed: z.string(),
  generation: count,
  steps: count,
  norm: anyNumber,
  share: anyNumber,
  cosine: anyNumber,
  conflicts: count,
  dropped: count,
});

const EpochSchema = z.strictObject({
  epoch: z.int().min(1),
  step: count,
  train: PassSchema,
  validation: PassSchema.optional(),
  learningRate: anyNumber,
  stepMs: anyNumber,
  wallS: anyNumber,
  multiplyAdds: z.number().optional(),
  best: z.boolean(),
  seeds: z.array(InfluenceSchema).optional(),
});

const HistorySchema = z.strictObject({
  firstEpoch: count,
  firstStep: count,
  epochs: z.array(EpochSchema),
  lineage: z.array(z.string().min(1)).min(1),
}) as z.ZodType<Readonly<RunHistory>>;

/** Defines the slice of a run's history. A restored history keeps the id of the current run. */
export function runSlice(history: RunHistory): StateSlice {
  return defineSlice({
    name: "run",
    schema: HistorySchema,
    read: (): Readonly<RunHistory> => ({ ...history }),
    write: ({ lineage, ...others }) => {
      const own = history.lineage.at(-1) as string;
      Object.assign(history, {
        ...others,
        lineage: [...lineage.filter((id) => id !== own), own],
      });
    },
    encode: ({ epochs, ...others }) => {
      const best = epochs.findLastIndex((epoch) => epoch.best);
      return {
        ...others,
        epochs: epochs.map((epoch, at) => {
          const whole = at === best || at === epochs.length - 1;
          return whole && hasClasses(epoch) ? jsonSafe(epoch) : encodeEpoch(epoch);
        }),
      };
    },
  });
}

function hasClasses({ validation }: EpochReport): boolean {
  return validation?.perClass !== undefined || validation?.matrices !== undefined;
}

const ENCODED = new WeakMap<EpochReport, Json>();

/**
 * Encodes each report once, however many checkpoints hold it. Values of classes are left out, which would make each
 * checkpoint larger than the one before; the best and the last epoch keep theirs.
 */
function encodeEpoch(epoch: EpochReport): Json {
  const known = ENCODED.get(epoch);
  if (known !== undefined) return known;
  const { validation } = epoch;
  const encoded = jsonSafe({
    ...epoch,
    ...(validation && { validation: { loss: validation.loss, metrics: validation.metrics } }),
  });
  ENCODED.set(epoch, encoded);
  return encoded;
}
