import { z } from "../../../deps.ts";
import { type DecayOptions, DecayShape, nonNegative, positive } from "../_shared/mod.ts";

/** How Adagrad updates; its decay is coupled, as a penalty on the weights would be. @default none */
export interface AdagradOptions extends DecayOptions {
  /** How fast the steps shrink with the number of updates, on top of the schedule, at least 0. @default 0 */
  readonly rateDecay?: number;
  /** Initial value of each sum of squares, at least 0. @default 0 */
  readonly initialAccumulator?: number;
  /** Added to the root of the sum, greater than 0. @default 1e-10 */
  readonly epsilon?: number;
}

/** The options with every default filled in. */
export type CheckedAdagradOptions = Required<AdagradOptions>;

/** Rules of {@link AdagradOptions}. */
export const AdagradSchema: z.ZodType<CheckedAdagradOptions> = z.strictObject({
  ...DecayShape,
  rateDecay: nonNegative.default(0),
  initialAccumulator: nonNegative.default(0),
  epsilon: positive.default(1e-10),
});
