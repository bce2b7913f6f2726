import { z } from "../../../deps.ts";
import { type DecayOptions, DecayShape, nonNegative, share } from "../_shared/mod.ts";

/** How Lion updates; its weights decay by 0.001 unless told otherwise. */
export interface LionOptions extends DecayOptions {
  /** Weight of the past in the step, in [0, 1). @default 0.9 */
  readonly beta1?: number;
  /** Decay of the average, in [0, 1). @default 0.99 */
  readonly beta2?: number;
}

/** The options with every default filled in. */
export type CheckedLionOptions = Required<LionOptions>;

/** Rules of {@link LionOptions}. */
export const LionSchema: z.ZodType<CheckedLionOptions> = z.strictObject({
  ...DecayShape,
  weightDecay: nonNegative.default(0.001),
  beta1: share.default(0.9),
  beta2: share.default(0.99),
});
