import {
  type Json,
  jsonSafe,
  parseState,
  type RandomState,
  type SeedStory,
  type StatePart,
  TolariaError,
} from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import type { LastEpoch } from "./evidence.ts";
import { PassSchema, TrialSchema } from "./slot_record.ts";

/** Version of the seeds' state. */
export const SEEDS_VERSION = 1;

/** State that all slots share. */
export interface CommonState {
  readonly random: RandomState;
  readonly last: LastEpoch | undefined;
  readonly past: readonly SeedStory[];
}

const StorySchema: z.ZodType<SeedStory> = z.strictObject({
  seed: z.string(),
  generation: z.int().min(1),
  blueprint: z.string(),
  parameterCount: z.int().min(0),
  trained: z.boolean().default(false),
  stages: z.array(
    z.strictObject({
      stage: z.string(),
      epoch: z.int().min(0),
      step: z.int().min(0),
      reason: z.string(),
    }),
  ),
  before: PassSchema.optional(),
  after: PassSchema.optional(),
  trial: TrialSchema.optional(),
}) as z.ZodType<SeedStory>;

const SeedsSchema = z.strictObject({
  slots: z.json(),
  random: z.array(z.int()).length(4),
  last: z.strictObject({ train: PassSchema, judged: PassSchema }).nullable(),
  past: z.array(StorySchema),
});

/** Serializes the state that all slots share. */
export function recordCommon({ random, last, past }: CommonState): Record<string, Json> {
  return {
    random: [...random],
    last: last ? jsonSafe(last) : null,
    past: past.map(({ before, after, trial, stages, influence: _, ...payload }) => ({
      ...payload,
      stages: stages.map((stage) => ({ ...stage })),
      ...(before && { before: jsonSafe(before) }),
      ...(after && { after: jsonSafe(after) }),
      ...(trial && { trial: jsonSafe(trial) }),
    })),
  };
}

/** Parses the seeds' state. @throws {TolariaError} `state/invalid`. */
export function readSeeds({ version, data }: StatePart): {
  readonly slots: Json;
  readonly rest: CommonState;
} {
  if (version !== SEEDS_VERSION) {
    throw new TolariaError(
      "state/invalid",
      `The state of the seeds must have version ${SEEDS_VERSION}, but has ${version}. Cannot restore the seeds.`,
    );
  }
  const { slots, random, last, past } = parseState("the seeds", SeedsSchema, data);
  return { slots: slots as Json, rest: { random, last: last ?? undefined, past } };
}
