import { z } from "../../../deps.ts";
import type { SeedLifecycleStage } from "../../../proto/mod.ts";
import { type TrendState, TrendStateSchema } from "../_trend/mod.ts";

/** All that the built-in policy remembers, as plain JSON. */
export type HeuristicState = {
  readonly random: readonly number[];
  readonly trend: TrendState;
  /** By seed. */
  readonly stages: Readonly<Record<string, StageState>>;
  /** Blueprints by seed. */
  readonly failed: Readonly<Record<string, readonly string[]>>;
  readonly asked: string | null;
};

/** The stage that a seed was last seen in, and for how many packets. */
export type StageState = { readonly stage: SeedLifecycleStage; readonly epochs: number };

const count = z.int().min(0);

/** Rules of {@link HeuristicState}. */
export const HeuristicStateSchema: z.ZodType<HeuristicState> = z.strictObject({
  random: z.array(z.int()).length(4),
  trend: TrendStateSchema,
  stages: z.record(z.string(), z.strictObject({ stage: count, epochs: count })),
  failed: z.record(z.string(), z.array(z.string())),
  asked: z.string().nullable(),
});
