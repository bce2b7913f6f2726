import type { Optimizer, OptimizerState } from "../core/mod.ts";
import { tf } from "../deps.ts";
import { ADAM, type BenchTask, type Examples } from "./_task.ts";

// B = examples in a batch, P = numbers that are trained

/**
 * The tightest loop by hand over the same kernels and optimizer: no guard, no span, no event, no layers, and
 * no number read back. It shuffles and gathers its batches, as whoever trains by hand must too.
 */
export class RawLoop {
  readonly #task: BenchTask;
  readonly #examples: Examples;
  readonly #variables: tf.Variable[];
  readonly #sizes: number[];
  readonly #optimizer: Optimizer;
  /** The batch that is gathered next; the backend copies it when it becomes a tensor. */
  readonly #images: Float32Array;
  readonly #labels: Int32Array;
  #parameters_P: tf.Tensor1D;
  #state: OptimizerState;

  constructor(task: BenchTask, examples: Examples, optimizer: Optimizer) {
    this.#task = task;
    this.#examples = examples;
    this.#optimizer = optimizer;
    this.#images = new Float32Array(task.batch * tf.util.sizeFromShape([...task.shape]));
    this.#labels = new Int32Array(task.batch);
    this.#variables = task.weights();
    this.#sizes = this.#variables.map(({ size }) => size);
    this.#parameters_P = tf.concat1d(this.#variables.map((variable) => variable.flatten()));
    let offset = 0;
    const segments = this.#variables.map(({ name, shape, size }) => {
      const segment = { name, shape, size, offset };
      offset += size;
      return segment;
    });
    this.#state = optimizer.init({ segments, size: offset }, this.#parameters_P);
  }

  /** Steps through all examples once. Returns how long a step took, in milliseconds. */
  epoch(): number {
    const size = this.#examples.labels.length;
    const { batch } = this.#task;
    const steps = size / batch;
    const startedMs = performance.now();
    const order = tf.util.createShuffledIndices(size);
    for (let step = 0; step < steps; step++) {
      this.#step(order.subarray(step * batch, (step + 1) * batch));
    }
    return (performance.now() - startedMs) / steps;
  }

  #step(rows: Uint32Array): void {
    const [x, y] = this.#gather(rows);
    const gradients_P = tf.tidy(() => {
      const { grads } = tf.variableGrads(() => this.#loss(x, y), this.#variables);
      return tf.concat1d(
        this.#variables.map(({ name }) => (grads[name] as tf.Tensor).flatten() as tf.Tensor1D),
      );
    });
    const updated = this.#optimizer.update(
      this.#parameters_P,
      gradients_P,
      this.#state,
      ADAM.learningRate,
      true,
    );
    tf.dispose([x, y, gradients_P, this.#parameters_P, this.#state.slots] as tf.TensorContainer);
    this.#parameters_P = updated.parameters_P;
    this.#state = updated.state;
    this.#assign();
  }

  #gather(rows: Uint32Array): [tf.Tensor, tf.Tensor1D] {
    const { inputs, labels } = this.#examples;
    const width = this.#images.length / rows.length;
    rows.forEach((row, index) => {
      const from = row * width;
      this.#images.set(inputs.subarray(from, from + width), index * width);
      this.#labels[index] = labels[row] as number;
    });
    return [
      tf.tensor(this.#images, [rows.length, ...this.#task.shape]),
      tf.tensor1d(this.#labels, "int32"),
    ];
  }

  #loss(x: tf.Tensor, y: tf.Tensor1D): tf.Scalar {
    const rows = tf.oneHot(y, this.#task.classes, 1, 0, "float32");
    return tf.losses.softmaxCrossEntropy(rows, this.#task.logits(x, this.#variables));
  }

  #assign(): void {
    const pieces = tf.split(this.#parameters_P, this.#sizes);
    pieces.forEach((piece, index) => {
      const variable = this.#variables[index] as tf.Variable;
      const shaped = piece.reshape(variable.shape);
      variable.assign(shaped);
      tf.dispose([piece, shaped]);
    });
  }
}
