import { z } from "../../../deps.ts";
import { type ClassLossOptions, ClassWeightsSchema } from "../_shared/mod.ts";

/** How much hard examples count; of `classWeights` of a yes or no, the second is that of yes. */
export interface FocalOptions extends ClassLossOptions {
  /** Power of the missing probability, at least 0; 0 is plain cross-entropy. @default 2 */
  readonly gamma?: number;
  /** Whether the network's outputs are logits rather than probabilities. @default true */
  readonly fromLogits?: boolean;
}

/** The options with every default filled in. */
export interface CheckedFocalOptions {
  readonly gamma: number;
  readonly fromLogits: boolean;
  readonly ignore?: number | undefined;
  readonly classWeights?: readonly number[] | undefined;
}

/** Rules of {@link FocalOptions}. */
export const FocalSchema: z.ZodType<CheckedFocalOptions> = z.strictObject({
  gamma: z.number().min(0).default(2),
  fromLogits: z.boolean().default(true),
  ignore: z.number().optional(),
  classWeights: ClassWeightsSchema.optional(),
});
