import { OBJECTIVE, parseOptions } from "../../../core/mod.ts";
import { ContainerModule, type tf, z } from "../../../deps.ts";
import {
  type ClassLossOptions,
  ClassObjective,
  ClassWeightsSchema,
  checkActivation,
  probabilities,
} from "../_shared/mod.ts";
import {
  crossEntropyOfLogits,
  crossEntropyOfProbabilities,
  fusedCrossEntropy,
  weightedCrossEntropyOfLogits,
  weightedCrossEntropyOfProbabilities,
} from "./cross_entropy.ts";

// R = rows, C = classes

/** How classes are compared. */
export interface SoftmaxCrossEntropyOptions extends ClassLossOptions {
  /** Whether the network's outputs are logits rather than probabilities. @default true */
  readonly fromLogits?: boolean;
  /** Share of each target that is spread evenly over all classes, in [0, 1). @default 0 */
  readonly labelSmoothing?: number;
}

const SoftmaxSchema = z.strictObject({
  fromLogits: z.boolean().default(true),
  labelSmoothing: z.number().min(0).lt(1).default(0),
  ignore: z.int().optional(),
  classWeights: ClassWeightsSchema.optional(),
});

const NAME = "softmaxCrossEntropy";

/**
 * Compares rows of outputs with classes, one row an example or one a position of it: -sum_c target_c log p_c, mean over
 * all rows.
 *
 * Targets are class numbers (int32) or a probability for each class (float32). Measures `accuracy` too.
 *
 * @see `keras.losses.CategoricalCrossentropy`, `torch.nn.CrossEntropyLoss`.
 */
export function softmaxCrossEntropy(options: SoftmaxCrossEntropyOptions = {}): ContainerModule {
  const { fromLogits, labelSmoothing, ignore, classWeights } = parseOptions(
    `make ${NAME}`,
    SoftmaxSchema,
    options,
  );
  const smoothed = (targets_RC: tf.Tensor2D): tf.Tensor2D =>
    labelSmoothing === 0
      ? targets_RC
      : targets_RC.mul<tf.Tensor2D>(1 - labelSmoothing).add(labelSmoothing / targets_RC.shape[1]);
  const objective = new ClassObjective({
    name: "softmax-cross-entropy",
    maker: NAME,
    options,
    ...(ignore !== undefined && { ignore }),
    ...(classWeights && { classWeights }),
    check: (pair) => checkActivation(NAME, "softmax", fromLogits, pair),
    mean: (outputs_RC, targets) => {
      if (fromLogits && labelSmoothing === 0) {
        const fused = fusedCrossEntropy(outputs_RC, targets);
        if (fused) return fused;
      }
      const targets_RC = smoothed(probabilities(targets, outputs_RC.shape[1]));
      return fromLogits
        ? crossEntropyOfLogits(outputs_RC, targets_RC)
        : crossEntropyOfProbabilities(outputs_RC, targets_RC);
    },
    weighted: (outputs_RC, targets_RC, factors_R) => {
      const smoothed_RC = smoothed(targets_RC);
      return fromLogits
        ? weightedCrossEntropyOfLogits(outputs_RC, smoothed_RC, factors_R)
        : weightedCrossEntropyOfProbabilities(outputs_RC, smoothed_RC, factors_R);
    },
  });
  return new ContainerModule(({ bind }) => {
    bind(OBJECTIVE).toConstantValue(objective);
  });
}
