import {
  type Column,
  type Host,
  OBJECTIVE,
  type Objective,
  parseOptions,
} from "../../../core/mod.ts";
import { ContainerModule, tf, z } from "../../../deps.ts";
import { checkActivation, checkSameShape, onlyPair } from "../_shared/mod.ts";

/** How two classes are compared. */
export interface BinaryCrossEntropyOptions {
  /** Whether the network's outputs are logits rather than probabilities. @default true */
  readonly fromLogits?: boolean;
}

const BinarySchema: z.ZodType<Required<BinaryCrossEntropyOptions>> = z.strictObject({
  fromLogits: z.boolean().default(true),
});

const NAME = "binaryCrossEntropy";

/** Smallest probability that is distinct from 0, as in Keras. */
const EPSILON = 1e-7;

class BinaryCrossEntropy implements Objective {
  readonly name = "binary-cross-entropy";
  readonly metrics = [{ name: "accuracy", better: "higher" }] as const;
  readonly #fromLogits: boolean;

  constructor({ fromLogits }: Required<BinaryCrossEntropyOptions>) {
    this.#fromLogits = fromLogits;
  }

  check(host: Host, targets: readonly Column[]): void {
    const pair = onlyPair(NAME, host, targets);
    checkSameShape(NAME, pair);
    checkActivation(NAME, "sigmoid", this.#fromLogits, pair);
  }

  loss([outputs]: readonly tf.Tensor[], [targets]: readonly tf.Tensor[]): tf.Scalar {
    const y = targets as tf.Tensor;
    const losses = this.#fromLogits
      ? lossesOfLogits(outputs as tf.Tensor, y)
      : lossesOfProbabilities(outputs as tf.Tensor, y);
    return losses.mean() as tf.Scalar;
  }

  computeMetrics(
    [outputs]: readonly tf.Tensor[],
    [targets]: readonly tf.Tensor[],
  ): readonly tf.Scalar[] {
    const predicted = (outputs as tf.Tensor).greater(this.#fromLogits ? 0 : 0.5);
    const actual = (targets as tf.Tensor).greater(0.5);
    return [predicted.equal(actual).cast("float32").mean()];
  }
}

/**
 * max(x, 0) - x y + log(1 + exp(-|x|)): no exponential of a large number.
 *
 * The gradient is sigmoid(x) - y. It is written out, because the derivatives of max(x, 0) and |x| at 0 do not add up to it.
 */
function lossesOfLogits(x: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const losses = tf.customGrad((logits, targets, save) => {
    const [x, y] = [logits as tf.Tensor, targets as tf.Tensor];
    (save as tf.GradSaveFunc)([x, y]);
    return {
      value: x.relu().sub(x.mul(y)).add(x.abs().neg().exp().log1p()),
      gradFunc: (dy: tf.Tensor, [x, y]: tf.Tensor[]) => [
        dy.mul((x as tf.Tensor).sigmoid().sub(y as tf.Tensor)),
        dy.mul((x as tf.Tensor).neg()),
      ],
    };
  });
  return losses(x, y);
}

/** -(y log p + (1 - y) log(1 - p)), with p kept away from 0 and 1. */
function lossesOfProbabilities(probabilities: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const p = probabilities.clipByValue(EPSILON, 1 - EPSILON);
  const one = tf.scalar(1);
  return y
    .mul(p.log())
    .add(one.sub(y).mul(one.sub(p).log()))
    .neg();
}

/**
 * Compares each output with a target of 0 or 1: -(y log p + (1 - y) log(1 - p)), mean over all of them.
 *
 * Targets are float32 of the output's shape. Measures `accuracy` at p = 0.5 too.
 */
export function binaryCrossEntropy(options: BinaryCrossEntropyOptions = {}): ContainerModule {
  const checked = parseOptions(`make ${NAME}`, BinarySchema, options);
  return new ContainerModule(({ bind }) => {
    bind(OBJECTIVE).toConstantValue(new BinaryCrossEntropy(checked));
  });
}
