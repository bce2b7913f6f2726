import { type JsonNumber, JsonNumberSchema } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";

/** What a loss has been doing, as plain JSON. */
export type TrendState = {
  readonly best: JsonNumber;
  readonly sinceBest: number;
  readonly regressing: number;
};

const count = z.int().min(0);

/** Rules of {@link TrendState}. */
export const TrendStateSchema: z.ZodType<TrendState> = z.strictObject({
  best: JsonNumberSchema,
  sinceBest: count,
  regressing: count,
});
