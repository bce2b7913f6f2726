import { z } from "../../../deps.ts";
import { type DecayOptions, DecayShape, nonNegative, positive, share } from "../_shared/mod.ts";

/** How AdamW updates; its weights decay by 0.01 unless told otherwise. */
export interface AdamwOptions extends DecayOptions {
  /** Decay of the first moment, in [0, 1). @default 0.9 */
  readonly beta1?: number;
  /** Decay of the second moment, in [0, 1). @default 0.999 */
  readonly beta2?: number;
  /** Added to the root of the second moment, greater than 0. @default 1e-8 */
  readonly epsilon?: number;
}

/** The options with every default filled in. */
export type CheckedAdamwOptions = Required<AdamwOptions>;

/** Rules of {@link AdamwOptions}. */
export const AdamwSchema: z.ZodType<CheckedAdamwOptions> = z.strictObject({
  ...DecayShape,
  weightDecay: nonNegative.default(0.01),
  beta1: share.default(0.9),
  beta2: share.default(0.999),
  epsilon: positive.default(1e-8),
});
