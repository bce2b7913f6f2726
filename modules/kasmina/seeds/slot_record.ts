import {
  anyNumber,
  type Json,
  jsonSafe,
  type PassReport,
  type SeedStage,
  type TrialReport,
} from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import { SeedLifecycleStage } from "../../../proto/mod.ts";
import type { BlendState } from "./blend.ts";
import type { Seed, SlotContents, SlotState, SlotTrial } from "./slot_state.ts";

const count = z.int().min(0);

/** Schema of a pass report. */
export const PassSchema: z.ZodType<PassReport> = z.strictObject({
  loss: anyNumber,
  metrics: z.record(z.string(), anyNumber),
});

/** Schema of the report on a trial. */
export const TrialSchema: z.ZodType<TrialReport> = z.strictObject({
  step: count,
  steps: count,
  lossWithout: anyNumber,
  lossWith: anyNumber,
  gain: anyNumber,
  trainingGain: anyNumber.optional(),
  minGain: anyNumber,
  kept: z.boolean(),
  multiplyAdds: z.number(),
  brokenOff: z.string().optional(),
}) as z.ZodType<TrialReport>;

const stages: z.ZodType<readonly SeedStage[]> = z.array(
  z.strictObject({ stage: z.string(), epoch: count, step: count, reason: z.string() }),
);

/** State of a seed without its weights. */
export interface SeedRecord
  extends Pick<Seed, "blueprint" | "generation" | "probe" | "before" | "after" | "trial"> {
  readonly stages: readonly SeedStage[];
  /** Whether the weights are disposed. */
  readonly gone: boolean;
}

/** State of a slot without weights. */
export interface SlotRecord extends Omit<SlotContents, "seed" | "blend" | "trial"> {
  readonly slot: string;
  readonly blend: BlendState;
  readonly seed: SeedRecord | null;
  readonly trial?: SlotTrial;
}

const SeedSchema: z.ZodType<SeedRecord> = z.strictObject({
  blueprint: z.string(),
  generation: z.int().min(1),
  probe: z.strictObject({ sameShape: z.boolean(), nonFinite: count }),
  stages,
  before: PassSchema.optional(),
  after: PassSchema.optional(),
  trial: TrialSchema.optional(),
  gone: z.boolean(),
}) as z.ZodType<SeedRecord>;

/** Schema of {@link SlotRecord}. */
export const SlotSchema: z.ZodType<SlotRecord> = z.strictObject({
  slot: z.string(),
  stage: z.enum(SeedLifecycleStage),
  blend: z.strictObject({
    steps: z.int().min(1),
    done: count,
    reversed: z.boolean(),
    held: z.boolean(),
  }),
  counts: z.strictObject({
    steps: count,
    epochs: count,
    nonFiniteSteps: count,
    gradientNorm: anyNumber,
  }),
  ageEpochs: count,
  embargoEpochs: count,
  grouped: z.boolean(),
  generations: count,
  ownLoss: z.strictObject({ sum: anyNumber, count, mean: anyNumber }),
  seed: SeedSchema.nullable(),
  promises: z.record(z.string(), anyNumber).default({}),
  trial: z
    .strictObject({
      branch: z.enum(["due", "without", "with"]),
      steps: z.int().min(1),
      minGain: z.number(),
    })
    .optional(),
}) as z.ZodType<SlotRecord>;

/** Serializes `slotState`. */
export function recordSlot(slotState: SlotState): Json {
  const { slot, seed, blend, contents } = slotState;
  const { blend: _, seed: __, counts, ownLoss, trial, promises, ...payload } = contents;
  return {
    ...payload,
    slot: slot.name,
    blend: { ...blend.state() },
    counts: jsonSafe(counts),
    ownLoss: jsonSafe(ownLoss),
    promises: jsonSafe(promises),
    ...(trial && { trial: { ...trial } }),
    seed: seed
      ? {
          blueprint: seed.blueprint,
          generation: seed.generation,
          probe: { ...seed.probe },
          stages: seed.stages.map((stage) => ({ ...stage })),
          ...(seed.before && { before: jsonSafe(seed.before) }),
          ...(seed.after && { after: jsonSafe(seed.after) }),
          ...(seed.trial && { trial: jsonSafe(seed.trial) }),
          gone: seed.network.isDisposed,
        }
      : null,
  };
}
