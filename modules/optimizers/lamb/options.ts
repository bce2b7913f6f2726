import { z } from "../../../deps.ts";
import { type DecayOptions, DecayShape, positive, share } from "../_shared/mod.ts";

/** How LAMB updates. Decay is a part of the step before its length is set. @default no decay */
export interface LambOptions extends DecayOptions {
  /** Decay of the first moment, in [0, 1). @default 0.9 */
  readonly beta1?: number;
  /** Decay of the second moment, in [0, 1). @default 0.999 */
  readonly beta2?: number;
  /** Added to the root of the second moment, greater than 0. @default 1e-6 */
  readonly epsilon?: number;
}

/** The options with every default filled in. */
export type CheckedLambOptions = Required<LambOptions>;

/** Rules of {@link LambOptions}. */
export const LambSchema: z.ZodType<CheckedLambOptions> = z.strictObject({
  ...DecayShape,
  beta1: share.default(0.9),
  beta2: share.default(0.999),
  epsilon: positive.default(1e-6),
});
