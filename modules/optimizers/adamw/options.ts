import type { Segment } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";

/** How AdamW updates. */
export interface AdamwOptions {
  /** Decay of the first moment, in [0, 1). @default 0.9 */
  readonly beta1?: number;
  /** Decay of the second moment, in [0, 1). @default 0.999 */
  readonly beta2?: number;
  /** Added to the root of the second moment, greater than 0. @default 1e-8 */
  readonly epsilon?: number;
  /** Share of a weight that is taken off per update and unit of learning rate, at least 0. @default 0.01 */
  readonly weightDecay?: number;
  /** Which weights decay. @default those of two axes and more: no biases, no scales of a normalization */
  readonly decays?: (weight: Segment) => boolean;
}

/** The options with every default filled in. */
export type CheckedAdamwOptions = Required<AdamwOptions>;

const share = z.number().min(0).lt(1);

/** Rules of {@link AdamwOptions}. */
export const AdamwSchema: z.ZodType<CheckedAdamwOptions> = z.strictObject({
  beta1: share.default(0.9),
  beta2: share.default(0.999),
  epsilon: z.number().positive().default(1e-8),
  weightDecay: z.number().min(0).default(0.01),
  decays: z
    .custom<(weight: Segment) => boolean>((value) => typeof value === "function", "a function")
    .default(() => (weight: Segment) => weight.shape.length >= 2),
});
