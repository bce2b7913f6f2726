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
  /** Shapes of its inputs: the activation in its slot and, beside a block, that block's input. */
  readonly #shapes: readonly (readonly number[])[];
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
   * @param beside Shape of the input of the block that it grows beside.
   */
  constructor(
    blueprint: Blueprint,
    path: string,
    shape: readonly number[],
    beside?: readonly number[],
  ) {
    this.#shapes = beside ? [shape, beside] : [shape];
    const inputs = this.#shapes.map((one) => tf.input({ shape: [...one] }));
    const [input, blockInput] = inputs as [tf.SymbolicTensor, tf.SymbolicTensor?];
    const block = beside && blockInput && { input: blockInput, shape: beside };
    this.model = tf.model({ inputs, outputs: blueprint.build(input, shape, block) });
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

  /**
   * Applies the network to an activation, [B, ...shape]; differentiable by activation and weights.
   *
   * @param input Input of the block that it grows beside, [B, ...beside].
   */
  apply(activation: tf.Tensor, input?: tf.Tensor): tf.Tensor {
    return this.model.apply(input ? [activation, input] : activation) as tf.Tensor;
  }

  /** Runs one forward and backward pass on zeros, which also warms up the kernels of the first step. */
  probe(): Probe {
    return tf.tidy(() => {
      const [zeros, input] = this.#inputs((size) => tf.zeros(size), 1);
      const output = this.apply(zeros, input);
      const loss = () => this.apply(zeros, input).square().sum().asScalar();
      const grads = this.parameters.length > 0 ? tf.variableGrads(loss, this.variables).grads : {};
      const numbers = [output, ...Object.values(grads)];
      return {
        sameShape: tf.util.arraysEqual(output.shape, zeros.shape),
        nonFinite: numbers.reduce((sum, tensor) => sum + countNonFinite(tensor), 0),
      };
    });
  }

  /** Returns the RMS of the output over that of a random input; NaN if it is not finite. */
  scaleOn(next: () => number, examples: number): number {
    return tf.tidy(() => {
      const [activation, input] = this.#inputs((shape) => {
        const size = shape.reduce((product, extent) => product * extent, 1);
        return tf.tensor(
          Float32Array.from({ length: size }, () => 2 * next() - 1),
          shape,
        );
      }, examples);
      const output = this.apply(activation, input);
      const ratio = output.square().mean().div(activation.square().mean()).sqrt();
      return ratio.dataSync()[0] as number;
    });
  }

  /** Inputs for so many examples. */
  #inputs(make: (shape: number[]) => tf.Tensor, examples: number): [tf.Tensor, tf.Tensor?] {
    return this.#shapes.map((shape) => make([examples, ...shape])) as [tf.Tensor, tf.Tensor?];
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
