import type { Optimizer, OptimizerState } from "../core/mod.ts";
import { tf } from "../deps.ts";
import { type Examples, TASK } from "./_mlp_task.ts";

// B = examples in a batch, P = numbers that are trained

type Weights = [tf.Tensor2D, tf.Tensor1D, tf.Tensor2D, tf.Tensor1D, tf.Tensor2D, tf.Tensor1D];

/**
 * The tightest loop by hand over the same kernels and optimizer: no guard, no span, no event, no layers, and
 * no number read back. It shuffles and gathers its batches, as whoever trains by hand must too.
 */
export class RawLoop {
  readonly #examples: Examples;
  readonly #variables: tf.Variable[];
  readonly #sizes: number[];
  readonly #optimizer: Optimizer;
  /** The batch that is gathered next; the backend copies it when it becomes a tensor. */
  readonly #images = new Float32Array(TASK.batch * TASK.inputs);
  readonly #labels = new Int32Array(TASK.batch);
  #parameters_P: tf.Tensor1D;
  #state: OptimizerState;

  constructor(examples: Examples, optimizer: Optimizer) {
    this.#examples = examples;
    this.#optimizer = optimizer;
    this.#variables = makeWeights();
    this.#sizes = this.#variables.map(({ size }) => size);
    this.#parameters_P = tf.concat1d(this.#variables.map((variable) => variable.flatten()));
    let offset = 0;
    const segments = this.#variables.map(({ name, shape, size }) => {
      const segment = { name, shape, size, offset };
      offset += size;
      return segment;
    });
    this.#state = optimizer.init({ segments, size: offset });
  }

  /** Steps through all examples once. Returns how long a step took, in milliseconds. */
  epoch(): number {
    const size = this.#examples.labels.length;
    const steps = size / TASK.batch;
    const startedMs = performance.now();
    const order = tf.util.createShuffledIndices(size);
    for (let step = 0; step < steps; step++) {
      this.#step(order.subarray(step * TASK.batch, (step + 1) * TASK.batch));
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
    const { learningRate } = TASK.optimizer;
    const updated = this.#optimizer.update(
      this.#parameters_P,
      gradients_P,
      this.#state,
      learningRate,
    );
    tf.dispose([x, y, gradients_P, this.#parameters_P, this.#state.slots] as tf.TensorContainer);
    this.#parameters_P = updated.parameters_P;
    this.#state = updated.state;
    this.#assign();
  }

  #gather(rows: Uint32Array): [tf.Tensor2D, tf.Tensor1D] {
    const { images, labels } = this.#examples;
    rows.forEach((row, index) => {
      const from = row * TASK.inputs;
      this.#images.set(images.subarray(from, from + TASK.inputs), index * TASK.inputs);
      this.#labels[index] = labels[row] as number;
    });
    return [
      tf.tensor2d(this.#images, [TASK.batch, TASK.inputs]),
      tf.tensor1d(this.#labels, "int32"),
    ];
  }

  #loss(x: tf.Tensor2D, y: tf.Tensor1D): tf.Scalar {
    const [w1, b1, w2, b2, w3, b3] = this.#variables as unknown as Weights;
    const h1 = x.matMul(w1).add(b1).relu() as tf.Tensor2D;
    const h2 = h1.matMul(w2).add(b2).relu() as tf.Tensor2D;
    const logits = h2.matMul(w3).add(b3);
    const rows = tf.oneHot(y, TASK.classes, 1, 0, "float32");
    return tf.losses.softmaxCrossEntropy(rows, logits);
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

function makeWeights(): tf.Variable[] {
  const widths = [TASK.inputs, ...TASK.hidden, TASK.classes];
  return widths
    .slice(1)
    .flatMap((units, index) => [
      tf.variable(tf.randomNormal([widths[index] as number, units], 0, 0.05, "float32", index)),
      tf.variable(tf.zeros([units])),
    ]);
}
