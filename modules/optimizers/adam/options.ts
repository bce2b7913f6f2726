import { z } from "../../../deps.ts";
import { type DecayOptions, DecayShape, positive, share } from "../_shared/mod.ts";

/** How Adam updates; its decay is coupled, as a penalty on the weights would be. @default none */
export interface AdamOptions extends DecayOptions {
  /** Decay of the first moment, in [0, 1). @default 0.9 */
  readonly beta1?: number;
  /** Decay of the second moment, in [0, 1). @default 0.999 */
  readonly beta2?: number;
  /** Added to the root of the second moment, greater than 0. @default 1e-8 */
  readonly epsilon?: number;
}

/** The options with every default filled in. */
export type CheckedAdamOptions = Required<AdamOptions>;

/** Rules of {@link AdamOptions}. */
export const AdamSchema: z.ZodType<CheckedAdamOptions> = z.strictObject({
  ...DecayShape,
  beta1: share.default(0.9),
  beta2: share.default(0.999),
  epsilon: positive.default(1e-8),
});
