import {
  type Json,
  parseState,
  type RandomState,
  type SeedStory,
  type StatePart,
  TolariaError,
} from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import type { LastEpoch } from "./evidence.ts";
import { PassSchema, recordPass } from "./plot_record.ts";

/** Of the form that the data of all seeds has. */
export const SEEDS_VERSION = 1;

/** What there is of seeds besides plots. */
export interface SeedsRest {
  readonly random: RandomState;
  readonly last: LastEpoch | undefined;
  readonly past: readonly SeedStory[];
}

const StorySchema: z.ZodType<SeedStory> = z.strictObject({
  seed: z.string(),
  generation: z.int().min(1),
  blueprint: z.string(),
  parameterCount: z.int().min(0),
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
}) as z.ZodType<SeedStory>;

const SeedsSchema = z.strictObject({
  plots: z.json(),
  random: z.array(z.int()).length(4),
  last: z.strictObject({ train: PassSchema, judged: PassSchema }).nullable(),
  past: z.array(StorySchema),
});

/** What is to be written down besides plots. */
export function recordRest({ random, last, past }: SeedsRest): Record<string, Json> {
  return {
    random: [...random],
    last: last ? { train: recordPass(last.train), judged: recordPass(last.judged) } : null,
    past: past.map(({ before, after, stages, influence: _, ...told }) => ({
      ...told,
      stages: stages.map((stage) => ({ ...stage })),
      ...(before && { before: recordPass(before) }),
      ...(after && { after: recordPass(after) }),
    })),
  };
}

/** What was written down. @throws {TolariaError} `state/invalid`. */
export function readSeeds({ version, data }: StatePart): {
  readonly plots: Json;
  readonly rest: SeedsRest;
} {
  if (version !== SEEDS_VERSION) {
    throw new TolariaError(
      "state/invalid",
      `The state of the seeds must have version ${SEEDS_VERSION}, but has ${version}. Cannot restore the seeds.`,
    );
  }
  const { plots, random, last, past } = parseState("the seeds", SeedsSchema, data);
  return { plots: plots as Json, rest: { random, last: last ?? undefined, past } };
}
