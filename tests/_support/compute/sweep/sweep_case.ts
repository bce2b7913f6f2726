import type { tf } from "../../../../deps.ts";
import { type Nd, sizeOf } from "./nd.ts";

/** A function of tensors, and what it computes in float64. */
export interface SweepCase {
  /** The kernel that the case is about. */
  readonly op: string;
  /** What sets it apart from other cases of the op. */
  readonly name: string;
  readonly inputs: readonly Nd[];
  readonly compute: (...x: tf.Tensor[]) => tf.Tensor;
  /** An independent formula; its central differences are the expected gradients. */
  readonly reference: (...x: Nd[]) => Nd;
  /**
   * Expected gradients in the inputs for `dy`, where central differences have none (ties, kinks) or take too long;
   * `false` checks values only.
   */
  readonly gradient?: ((dy: Nd, ...x: Nd[]) => readonly Nd[]) | false;
  /** Allowed error, relative to values above 1. @default 2e-5 */
  readonly tolerance?: number;
}

/** Distinct numbers between -1 and 1, none within 0.001 of 0. */
export function values(shape: readonly number[], seed = 0): Nd {
  const data = Float64Array.from({ length: sizeOf(shape) }, (_, at) => {
    const value = Math.sin((at + 1) * 12.9898 + seed * 4.1414) * 0.98;
    return Math.fround(Math.abs(value) < 0.001 ? 0.01 : value);
  });
  return { shape, data };
}

/** Numbers from `least` to `most`. */
export function valuesIn(shape: readonly number[], least: number, most: number, seed = 0): Nd {
  const { data } = values(shape, seed);
  return { shape, data: data.map((v) => Math.fround(least + ((v + 1) / 2) * (most - least))) };
}

/** An array of given numbers. */
export const given = (shape: readonly number[], data: readonly number[]): Nd => ({
  shape,
  data: Float64Array.from(data, Math.fround),
});
