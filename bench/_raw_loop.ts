import type { Optimizer, OptimizerState } from "../core/mod.ts";
import { tf } from "../deps.ts";
import { TASK } from "./_mlp_task.ts";

// B = examples in a batch, P = numbers that are trained

/** The tightest loop by hand over the same kernels and optimizer: no guard, no span, no event. */
export class RawLoop {
  readonly #images: Float32Array;
  readonly #labels: Int32Array;
  readonly #variables: tf.Variable[];
  readonly #optimizer: Optimizer;
  #parameters_P: tf.Tensor1D;
  #state: OptimizerState;

  constructor(examples: { images: Float32Array; labels: Int32Array }, optimizer: Optimizer) {
    this.#images = examples.images;
    this.#labels = examples.labels;
    this.#optimizer = optimizer;
    const widths = [TASK.inputs, ...TASK.hidden, TASK.classes];
    this.#variables = widths
      .slice(1)
      .flatMap((units, index) => [
        tf.variable(tf.randomNormal([widths[index] as number, units], 0, 0.05)),
        tf.variable(tf.zeros([units])),
      ]);
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
    const steps = this.#labels.length / TASK.batch;
    const startedMs = performance.now();
    for (let step = 0; step < steps; step++) this.#step(step);
    return (performance.now() - startedMs) / steps;
  }

  #step(step: number): void {
    const from = step * TASK.batch;
    const x = tf.tensor2d(
      this.#images.subarray(from * TASK.inputs, (from + TASK.batch) * TASK.inputs),
      [TASK.batch, TASK.inputs],
    );
    const y = tf.tensor1d(this.#labels.subarray(from, from + TASK.batch), "int32");
    const gradients_P = tf.tidy(() => {
      const { grads } = tf.variableGrads(() => this.#loss(x, y), this.#variables);
      return tf.concat1d(
        this.#variables.map(({ name }) => (grads[name] as tf.Tensor).flatten() as tf.Tensor1D),
      );
    });
    const updated = this.#optimizer.update(this.#parameters_P, gradients_P, this.#state, 1e-3);
    tf.dispose([x, y, gradients_P, this.#parameters_P, this.#state.slots] as tf.TensorContainer);
    this.#parameters_P = updated.parameters_P;
    this.#state = updated.state;
    this.#assign();
  }

  #loss(x: tf.Tensor2D, y: tf.Tensor1D): tf.Scalar {
    const [w1, b1, w2, b2, w3, b3] = this.#variables as unknown as [
      tf.Tensor2D,
      tf.Tensor1D,
      tf.Tensor2D,
      tf.Tensor1D,
      tf.Tensor2D,
      tf.Tensor1D,
    ];
    const h1 = x.matMul(w1).add(b1).relu() as tf.Tensor2D;
    const h2 = h1.matMul(w2).add(b2).relu() as tf.Tensor2D;
    const logits = h2.matMul(w3).add(b3);
    const rows = tf.oneHot(y, TASK.classes).toFloat();
    return tf
      .logSoftmax(logits)
      .mul(rows)
      .sum()
      .mul(-1 / TASK.batch);
  }

  #assign(): void {
    const sizes = this.#variables.map(({ size }) => size);
    const pieces = tf.split(this.#parameters_P, sizes);
    pieces.forEach((piece, index) => {
      const variable = this.#variables[index] as tf.Variable;
      const shaped = piece.reshape(variable.shape);
      variable.assign(shaped);
      tf.dispose([piece, shaped]);
    });
  }
}
