import { tf } from "../../deps.ts";
import type { ParameterGroups } from "../arena/parameter_groups.ts";
import type { Batch } from "../data/batch_feeder.ts";
import { runFused } from "../ports/fused_kernels.ts";
import type { Host } from "../ports/host.ts";
import type { Objective } from "../ports/objective.ts";
import { type RandomStream, withSeededMathRandom } from "../random.ts";

// P = numbers in a parameter group, S = loss and measures, G = groups

/** What one step's batches say together. */
export interface StepGradient {
  /** Gradient of the mean loss for each group in turn, [P]. The caller disposes them. */
  readonly gradients: readonly tf.Tensor1D[];
  /** Mean loss, then each measure, read back. */
  readonly means: Float32Array;
  /** Euclidean norm of the gradient, all groups together. */
  readonly norm: number;
  /** Euclidean norm of each group's own part. */
  readonly norms: readonly number[];
  /** Examples behind it. */
  readonly examples: number;
}

/** Sums the gradients of a step's batches into a flat vector for each group, each example counting alike. */
export class GradientAccumulator {
  readonly #host: Host;
  readonly #objective: Objective;
  readonly #groups: ParameterGroups;
  readonly #random: RandomStream;
  #gradients: readonly tf.Tensor1D[] | undefined;
  #means_S: tf.Tensor1D | undefined;
  #examples = 0;

  /** @param random Feeds dropout and whatever else the network draws in a training pass. */
  constructor(host: Host, objective: Objective, groups: ParameterGroups, random: RandomStream) {
    this.#host = host;
    this.#objective = objective;
    this.#groups = groups;
    this.#random = random;
  }

  /** Adds the gradient of one batch; its tensors stay the caller's. */
  add(batch: Batch): void {
    const total = this.#examples + batch.size;
    const [means_S, ...gradients] = tf.tidy(() => {
      const fresh = withSeededMathRandom(this.#random, () => this.#differentiate(batch));
      const share = batch.size / total;
      return [
        blend(this.#means_S, fresh.means_S, share),
        ...fresh.gradients.map((fresh_P, at) => blend(this.#gradients?.[at], fresh_P, share)),
      ];
    }) as [tf.Tensor1D, ...tf.Tensor1D[]];
    this.reset();
    this.#gradients = gradients;
    this.#means_S = means_S;
    this.#examples = total;
  }

  /** Hands over what was added since the last call, with a single read from the device. */
  take(): StepGradient {
    const gradients = this.#gradients as readonly tf.Tensor1D[];
    const numbers = tf.tidy(() =>
      tf.concat1d([
        this.#means_S as tf.Tensor1D,
        ...gradients.map((gradients_P) => squaredNorm(gradients_P).reshape<tf.Tensor1D>([1])),
      ]),
    );
    const read = numbers.dataSync<"float32">();
    numbers.dispose();
    const examples = this.#examples;
    this.#gradients = undefined;
    this.reset();
    const measures = read.length - gradients.length;
    const squares_G = read.subarray(measures);
    return {
      gradients,
      means: read.subarray(0, measures),
      norm: Math.sqrt(squares_G.reduce((sum, square) => sum + square, 0)),
      norms: Array.from(squares_G, Math.sqrt),
      examples,
    };
  }

  /** Forgets what was added. */
  reset(): void {
    tf.dispose((this.#gradients ?? []) as tf.Tensor1D[]);
    this.#means_S?.dispose();
    this.#gradients = undefined;
    this.#means_S = undefined;
    this.#examples = 0;
  }

  #differentiate(batch: Batch): { gradients: tf.Tensor1D[]; means_S: tf.Tensor1D } {
    const measures: tf.Scalar[] = [];
    try {
      const { value, grads } = tf.variableGrads(
        () => this.#lossOf(batch, measures),
        this.#groups.variables,
      );
      return {
        gradients: this.#groups.flatten(({ variable }) => grads[variable.name]),
        means_S: tf.concat1d([value, ...measures].map((scalar) => scalar.reshape([1]))),
      };
    } catch (error) {
      releaseTape();
      throw error;
    } finally {
      tf.dispose(measures);
    }
  }

  /** Loss of a batch, penalties included; its measures are put into `measures`, kept. */
  #lossOf(batch: Batch, measures: tf.Scalar[]): tf.Scalar {
    const outputs = this.#host.forward(batch.inputs, true);
    for (const scalar of this.#objective.metrics(outputs, batch.targets)) {
      measures.push(tf.keep(scalar));
    }
    const loss = this.#objective.loss(outputs, batch.targets);
    const penalty = this.#host.penalty();
    return penalty ? loss.add(penalty) : loss;
  }
}

/** Gives back what tfjs keeps for a backward pass, which it forgets where the forward pass throws. */
function releaseTape(): void {
  const { state } = tf.engine();
  if (state.gradientDepth > 0) return; // It is the tape of a caller who differentiates, too.
  for (const { saved } of state.activeTape ?? []) tf.dispose(saved ?? []);
  state.activeTape = [];
}

function squaredNorm(x: tf.Tensor): tf.Scalar {
  if (x.size === 0) return tf.scalar(0);
  const fused = runFused("TolariaSquaredNorm", { x }, {});
  return fused ? fused[0] : x.square().sum();
}

/** `before` and `fresh` weighted by their shares of the examples; `fresh` itself where it is all there is. */
function blend(
  before: tf.Tensor1D | undefined,
  fresh: tf.Tensor1D,
  freshShare: number,
): tf.Tensor1D {
  return before ? before.mul(1 - freshShare).add(fresh.mul(freshShare)) : fresh;
}
