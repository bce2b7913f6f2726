import { z } from "../../../deps.ts";
import { type TrendState, TrendStateSchema } from "../_trend/mod.ts";

/** All that the policy remembers, as plain JSON. */
export type GrowthState = {
  readonly trend: TrendState;
  /** Dates that are over. */
  readonly sown: number;
  /** Packets for which each slot is left alone, as what was asked for does not show yet. */
  readonly asked: Readonly<Record<string, number>>;
  /** Packets for which each seed has waited for a gate. */
  readonly waiting: Readonly<Record<string, number>>;
  /** Blueprints that came to nothing, by slot. */
  readonly failed: Readonly<Record<string, readonly string[]>>;
  /** Blueprints of the seeds that were sown last, by slot. */
  readonly blueprints: Readonly<Record<string, string>>;
  /** Slots whose seeds are to be tried. */
  readonly tried: readonly string[];
  /** Trials that failed. */
  readonly failures: number;
  /** Whether places cannot be measured. */
  readonly blind: boolean;
  /** The packet before: its place in the run and what had been computed. */
  readonly before: Place | null;
  /** Multiply-adds of the whole run without any seed; null before they are known. */
  readonly small: number | null;
  /** Highest learning rate so far. */
  readonly highestRate: number;
};

/** A place in the run. */
export type Place = { readonly share: number; readonly computed: number };

const count = z.int().min(0);
const place = z.strictObject({ share: z.number(), computed: z.number() });

/** Rules of {@link GrowthState}. */
export const GrowthStateSchema: z.ZodType<GrowthState> = z.strictObject({
  trend: TrendStateSchema,
  sown: count,
  asked: z.record(z.string(), count),
  waiting: z.record(z.string(), count),
  failed: z.record(z.string(), z.array(z.string())),
  blueprints: z.record(z.string(), z.string()),
  tried: z.array(z.string()),
  failures: count,
  blind: z.boolean(),
  before: place.nullable(),
  small: z.number().nullable(),
  highestRate: z.number(),
});
