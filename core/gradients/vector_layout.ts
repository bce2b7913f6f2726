import { tf } from "../../deps.ts";
import type { ParameterGroups } from "../arena/parameter_groups.ts";
import type { BatchGradient } from "./gradient_rule.ts";

// S = numbers that are measured

/** A weight that is not trained, and that a training pass has changed. */
export interface ChangedBuffer {
  readonly variable: tf.Variable;
}

/** The buffers that hold other memory than `before`, in their order. Those that are no float32 are counters, and stay. */
export function changedBuffers(
  groups: ParameterGroups,
  before: readonly (readonly tf.Tensor[])[],
): readonly ChangedBuffer[] {
  return [...groups].flatMap(({ contents: { buffers } }, group) =>
    buffers.filter(
      ({ variable }, at) =>
        variable.dtype === "float32" &&
        (variable as tf.Tensor).dataId !== before[group]?.[at]?.dataId,
    ),
  );
}

/** Where what lies in the vector of a step: head, count, means [S], buffers, gradients. */
export class VectorLayout {
  readonly countAt: number;
  readonly metricsAt: number;
  readonly buffersAt: number;
  /** All before are summed exactly. */
  readonly gradientsAt: number;
  readonly length: number;
  /** All shapes, in words. */
  readonly shapes: string;
  readonly #shapes: readonly (readonly number[])[];

  /** @param head Numbers that come first. */
  constructor(head: number, made: BatchGradient, changed: readonly ChangedBuffer[]) {
    this.countAt = head;
    this.metricsAt = head + 1;
    this.buffersAt = this.metricsAt + made.metrics_S.size;
    this.gradientsAt = changed.reduce((at, { variable }) => at + variable.size, this.buffersAt);
    this.#shapes = made.gradients.map(({ shape }) => shape);
    this.length = made.gradients.reduce((at, { size }) => at + size, this.gradientsAt);
    this.shapes = [
      made.metrics_S.size,
      ...this.#shapes,
      ...changed.map(({ variable }) => variable.shape),
    ].join(";");
  }

  /** The means of the gradients that were summed. The caller disposes them. */
  gradients(sum: Float32Array, count: number): tf.Tensor[] {
    let at = this.gradientsAt;
    return this.#shapes.map((shape) => {
      const from = at;
      at += shape.reduce((product, extent) => product * extent, 1);
      return meanOf(sum, from, at, shape, count);
    });
  }

  /** Sets the buffers that were summed to their means. */
  writeBuffers(sum: Float32Array, examples: number, changed: readonly ChangedBuffer[]): void {
    let at = this.buffersAt;
    for (const { variable } of changed) {
      const mean = meanOf(sum, at, at + variable.size, variable.shape, examples);
      at += variable.size;
      variable.assign(mean);
      mean.dispose();
    }
  }
}

/** A tensor of its own: some backends go on reading the array that a tensor is made of. */
function meanOf(
  sum: Float32Array,
  from: number,
  to: number,
  shape: readonly number[],
  count: number,
): tf.Tensor {
  return tf.tidy(() => tf.tensor(sum.subarray(from, to), [...shape], "float32").div(count));
}
