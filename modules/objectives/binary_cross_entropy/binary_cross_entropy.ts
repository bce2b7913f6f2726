import { parseOptions } from "../../../core/mod.ts";
import { type ContainerModule, type tf, z } from "../../../deps.ts";
import {
  bindElementwise,
  type ClassLossOptions,
  ClassWeightsSchema,
  checkActivation,
  lossesOfLogits,
  lossesOfProbabilities,
} from "../_shared/mod.ts";

/** How two classes are compared; of `classWeights`, the second is that of yes. */
export interface BinaryCrossEntropyOptions extends ClassLossOptions {
  /** Whether the network's outputs are logits rather than probabilities. @default true */
  readonly fromLogits?: boolean;
  /** Share of each target that is spread evenly over no and yes, in [0, 1). @default 0 */
  readonly labelSmoothing?: number;
}

const BinarySchema = z.strictObject({
  fromLogits: z.boolean().default(true),
  labelSmoothing: z.number().min(0).lt(1).default(0),
  ignore: z.number().optional(),
  classWeights: ClassWeightsSchema.refine(
    ({ length }) => length === 2,
    "2 numbers, of no and of yes",
  ).optional(),
});

const NAME = "binaryCrossEntropy";

/**
 * Compares each output with a target of 0 or 1: -(y log p + (1 - y) log(1 - p)), mean over all of them.
 *
 * Targets are float32 of the output's shape. Measures `accuracy` at p = 0.5 too.
 *
 * @see `keras.losses.BinaryCrossentropy`, `torch.nn.BCEWithLogitsLoss`, whose `pos_weight` is `[1, pos_weight]` here.
 */
export function binaryCrossEntropy(options: BinaryCrossEntropyOptions = {}): ContainerModule {
  const { fromLogits, labelSmoothing, ignore, classWeights } = parseOptions(
    `make ${NAME}`,
    BinarySchema,
    options,
  );
  const smoothed = (y: tf.Tensor) =>
    labelSmoothing === 0 ? y : y.mul(1 - labelSmoothing).add(labelSmoothing / 2);
  const [ofNo = 1, ofYes = 1] = classWeights ?? [];
  return bindElementwise({
    name: "binary-cross-entropy",
    maker: NAME,
    options,
    ignore,
    losses: (outputs, targets) => {
      const y = smoothed(targets);
      const losses = fromLogits ? lossesOfLogits(outputs, y) : lossesOfProbabilities(outputs, y);
      return classWeights ? losses.mul(targets.mul(ofYes - ofNo).add(ofNo)) : losses;
    },
    metrics: {
      accuracy: {
        better: "higher",
        values: (outputs, targets) => {
          const predicted = outputs.greater(fromLogits ? 0 : 0.5);
          return predicted.equal(targets.greater(0.5)).cast("float32");
        },
      },
    },
    check: (pair) => checkActivation(NAME, "sigmoid", fromLogits, pair),
  });
}
