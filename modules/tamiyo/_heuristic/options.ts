import { z } from "../../../deps.ts";

/** Options of the built-in policy. */
export interface HeuristicOptions {
  /** Seed of its choices. @default 0 */
  readonly seed?: number;
  /** Epochs without an improvement that make a plateau, at least 1. @default 3 */
  readonly patience?: number;
  /** Least relative fall of the loss that counts as an improvement. @default 0.002 */
  readonly minImprovement?: number;
  /** Relative rise of the loss above its best that counts as a regression. @default 0.1 */
  readonly regression?: number;
  /** Epochs in a row of a regression before something is done, at least 1. @default 2 */
  readonly regressionEpochs?: number;
  /** Epochs that a seed spends in a stage before the next, at least 1. @default 2 */
  readonly stageEpochs?: number;
  /** Epochs on probation after which a seed that was not fossilized is culled, at least 1. @default 8 */
  readonly probationEpochs?: number;
  /** Factor of the learning rate on a plateau or a regression that no seed can help, in (0, 1]; 1 leaves it alone. @default 0.5 */
  readonly rateFactor?: number;
  /** Blueprints to grow, of which it draws one. @default all of the built-in ones */
  readonly blueprints?: readonly string[];
}

/** Rules of {@link HeuristicOptions}. */
export const HeuristicSchema: z.ZodType<Required<HeuristicOptions>> = z.strictObject({
  seed: z.int().min(0).default(0),
  patience: z.int().min(1).default(3),
  minImprovement: z.number().min(0).default(0.002),
  regression: z.number().positive().default(0.1),
  regressionEpochs: z.int().min(1).default(2),
  stageEpochs: z.int().min(1).default(2),
  probationEpochs: z.int().min(1).default(8),
  rateFactor: z.number().gt(0).max(1).default(0.5),
  blueprints: z
    .array(z.string().min(1))
    .min(1)
    .default(["dense-bottleneck", "conv-norm", "depthwise-conv", "attention"]),
});
