import { type MultiplyAdds, multiplyAddsOf } from "../../../core/layers/mod.ts";
import type { Parameter } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import type { Blueprint } from "./blueprint.ts";

/** Measurements of a network that was just built. */
export interface Probe {
  /** Whether the shape of its output is that of its input. */
  readonly sameShape: boolean;
  /** Number of outputs and gradients that are not finite. */
  readonly nonFinite: number;
}

/** The network of one seed. Owns its weights. */
export class SeedNetwork {
  readonly parameters: readonly Parameter[];
  /** Names of the buffers, which a seed must not have. */
  readonly buffers: readonly string[];
  /** Number of parameters. */
  readonly parameterCount: number;
  readonly #shape: readonly number[];
  /** The network as layers. */
  readonly model: tf.LayersModel;
  #disposed = false;
  #multiplyAdds: MultiplyAdds | undefined;
  #multiplyAddsAlone: MultiplyAdds | undefined;

  /**
   * Builds the network; random numbers come from `Math.random`.
   *
   * @param path Prefix of the weights' names.
   * @param shape Shape of input and output, without the batch axis.
   */
  constructor(blueprint: Blueprint, path: string, shape: readonly number[]) {
    this.#shape = shape;
    const inputs = tf.input({ shape: [...shape] });
    this.model = tf.model({ inputs, outputs: blueprint.build(inputs, shape) });
    this.buffers = this.model.nonTrainableWeights.map(({ originalName }) => originalName);
    this.parameters = this.model.layers.flatMap((layer) =>
      layer.weights.map((weight) => ({
        name: `${path}/${layer.name}/${lastPart(weight.originalName)}`,
        variable: weight.read() as tf.Variable,
      })),
    );
    this.parameterCount = this.parameters.reduce((sum, { variable }) => sum + variable.size, 0);
  }

  /** Multiply-adds of an example, all of its weights trained and in a network that is. */
  get multiplyAdds(): MultiplyAdds {
    this.#multiplyAdds ??= multiplyAddsOf(this.model, { reached: true, isTrained: () => true });
    return this.#multiplyAdds;
  }

  /** The same where the gradient of its input is not needed. */
  get multiplyAddsAlone(): MultiplyAdds {
    this.#multiplyAddsAlone ??= multiplyAddsOf(this.model, {
      reached: false,
      isTrained: () => true,
    });
    return this.#multiplyAddsAlone;
  }

  /** Variables of the weights. */
  get variables(): tf.Variable[] {
    return this.parameters.map(({ variable }) => variable);
  }

  /** Applies the network to an activation, [B, ...shape]; differentiable by activation and weights. */
  apply(activation: tf.Tensor): tf.Tensor {
    return this.model.apply(activation) as tf.Tensor;
  }

  /** Runs one forward and backward pass on zeros, which also warms up the kernels of the first step. */
  probe(): Probe {
    return tf.tidy(() => {
      const zeros = tf.zeros([1, ...this.#shape]);
      const output = this.apply(zeros);
      const loss = () => this.apply(zeros).square().sum().asScalar();
      const grads = this.parameters.length > 0 ? tf.variableGrads(loss, this.variables).grads : {};
      const numbers = [output, ...Object.values(grads)];
      return {
        sameShape: tf.util.arraysEqual(output.shape, [1, ...this.#shape]),
        nonFinite: numbers.reduce((sum, tensor) => sum + countNonFinite(tensor), 0),
      };
    });
  }

  /** Returns the RMS of the output over that of a random input; NaN if it is not finite. */
  scaleOn(next: () => number, examples: number): number {
    const size = this.#shape.reduce((product, extent) => product * extent, examples);
    const values = Float32Array.from({ length: size }, () => 2 * next() - 1);
    return tf.tidy(() => {
      const input = tf.tensor(values, [examples, ...this.#shape]);
      const ratio = this.apply(input).square().mean().div(input.square().mean()).sqrt();
      return ratio.dataSync()[0] as number;
    });
  }

  /** Whether the weights are disposed. */
  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** Disposes the weights. */
  dispose(): void {
    this.#disposed = true;
    this.model.dispose();
  }
}

function countNonFinite(tensor: tf.Tensor): number {
  return tensor.dataSync<"float32">().reduce((sum, x) => sum + (Number.isFinite(x) ? 0 : 1), 0);
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
