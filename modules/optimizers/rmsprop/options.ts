import { z } from "../../../deps.ts";
import { type DecayOptions, DecayShape, positive, share } from "../_shared/mod.ts";

/** How RMSProp updates; its decay is coupled, as a penalty on the weights would be. @default none */
export interface RmspropOptions extends DecayOptions {
  /** Decay of the mean of the squares, in [0, 1). @default 0.99 */
  readonly alpha?: number;
  /** Added to the root, greater than 0. @default 1e-8 */
  readonly epsilon?: number;
  /** Share of the buffer of scaled gradients that is kept, in [0, 1); 0 for no buffer. @default 0 */
  readonly momentum?: number;
  /** Divides by the standard deviation of the gradient instead of its root mean square. @default false */
  readonly centered?: boolean;
}

/** The options with every default filled in. */
export type CheckedRmspropOptions = Required<RmspropOptions>;

/** Rules of {@link RmspropOptions}. */
export const RmspropSchema: z.ZodType<CheckedRmspropOptions> = z.strictObject({
  ...DecayShape,
  alpha: share.default(0.99),
  epsilon: positive.default(1e-8),
  momentum: share.default(0),
  centered: z.boolean().default(false),
});
