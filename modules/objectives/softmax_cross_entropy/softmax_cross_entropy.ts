import {
  type Column,
  type Host,
  OBJECTIVE,
  type Objective,
  parseOptions,
  runFused,
  type ValueLimit,
} from "../../../core/mod.ts";
import { ContainerModule, tf, z } from "../../../deps.ts";
import { checkActivation, onlyPair, refuse } from "../_shared/mod.ts";
import {
  crossEntropyOfLogits,
  crossEntropyOfProbabilities,
  fusedCrossEntropy,
} from "./cross_entropy.ts";

// B = examples, C = classes

/** How classes are compared. */
export interface SoftmaxCrossEntropyOptions {
  /** Whether the network's outputs are logits rather than probabilities. @default true */
  readonly fromLogits?: boolean;
  /** Share of each target that is spread evenly over all classes, in [0, 1). @default 0 */
  readonly labelSmoothing?: number;
}

const SoftmaxSchema: z.ZodType<Required<SoftmaxCrossEntropyOptions>> = z.strictObject({
  fromLogits: z.boolean().default(true),
  labelSmoothing: z.number().min(0).lt(1).default(0),
});

const NAME = "softmaxCrossEntropy";

class SoftmaxCrossEntropy implements Objective {
  readonly name = "softmax-cross-entropy";
  readonly metrics = [{ name: "accuracy", better: "higher" }] as const;
  readonly #options: Required<SoftmaxCrossEntropyOptions>;

  constructor(options: Required<SoftmaxCrossEntropyOptions>) {
    this.#options = options;
  }

  check(host: Host, targets: readonly Column[]): void {
    const pair = onlyPair(NAME, host, targets);
    const { output, target } = pair;
    if (output.length !== 1 || output[0] === null) {
      refuse(NAME, `the output must be one row of classes: its shape is [${output.join(", ")}]`);
    }
    const labels = target.shape.length === 0 && target.dtype === "int32";
    const classes = labels ? target.classes : target.shape[0];
    if (!labels && (target.shape.length !== 1 || target.dtype !== "float32")) {
      refuse(
        NAME,
        `column "${target.name}" must hold class numbers (int32, []) or a probability for each class (float32, [${output[0]}]), but is ${target.dtype}, [${target.shape.join(", ")}]`,
      );
    }
    if (classes !== undefined && classes !== output[0]) {
      refuse(
        NAME,
        `the network must have as many outputs as column "${target.name}" has classes, ${classes}, but has ${output[0]}`,
      );
    }
    checkActivation(NAME, "softmax", this.#options.fromLogits, pair);
  }

  limitOf({ outputShapes }: Host, { shape, dtype }: Column): ValueLimit | undefined {
    const classes = outputShapes[0]?.[0];
    if (shape.length > 0 || dtype !== "int32" || typeof classes !== "number") return undefined;
    return {
      below: classes,
      reason: `${NAME} has classes 0 to ${classes - 1}, one for each output`,
    };
  }

  loss([outputs]: readonly tf.Tensor[], [targets]: readonly tf.Tensor[]): tf.Scalar {
    const { fromLogits, labelSmoothing } = this.#options;
    const outputs_BC = outputs as tf.Tensor2D;
    if (fromLogits && labelSmoothing === 0) {
      const fused = fusedCrossEntropy(outputs_BC, targets as tf.Tensor1D | tf.Tensor2D);
      if (fused) return fused;
    }
    const classes = outputs_BC.shape[1];
    const rows_BC = asRows(targets as tf.Tensor, classes);
    const targets_BC =
      labelSmoothing === 0
        ? rows_BC
        : rows_BC.mul(1 - labelSmoothing).add(labelSmoothing / classes);
    return fromLogits
      ? crossEntropyOfLogits(outputs_BC, targets_BC as tf.Tensor2D)
      : crossEntropyOfProbabilities(outputs_BC, targets_BC as tf.Tensor2D);
  }

  computeMetrics(
    [outputs]: readonly tf.Tensor[],
    [targets]: readonly tf.Tensor[],
  ): readonly tf.Scalar[] {
    const scores = outputs as tf.Tensor2D;
    const both = { scores, targets: targets as tf.Tensor1D | tf.Tensor2D };
    const fused = runFused("TolariaAccuracy", both, {});
    if (fused) return fused;
    const predicted_B = scores.argMax(-1);
    const labels = targets as tf.Tensor;
    const actual_B = labels.rank === 1 ? labels : labels.argMax(-1);
    return [predicted_B.equal(actual_B).cast("float32").mean()];
  }
}

/** Class numbers, [B], as rows of probabilities, [B, C]; such rows as they are. */
function asRows(targets: tf.Tensor, classes: number): tf.Tensor2D {
  return targets.rank === 1
    ? (tf.oneHot(targets as tf.Tensor1D, classes, 1, 0, "float32") as tf.Tensor2D)
    : (targets as tf.Tensor2D);
}

/**
 * Compares one row of outputs with one class: -sum_c target_c log p_c, mean over the batch.
 *
 * Targets are class numbers (int32) or a probability for each class (float32). Measures `accuracy` too.
 */
export function softmaxCrossEntropy(options: SoftmaxCrossEntropyOptions = {}): ContainerModule {
  const checked = parseOptions(`make ${NAME}`, SoftmaxSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(OBJECTIVE).toConstantValue(new SoftmaxCrossEntropy(checked));
  });
}
