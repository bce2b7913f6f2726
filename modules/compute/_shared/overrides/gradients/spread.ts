import type { tf } from "../../../../../deps.ts";

/** Puts `step - 1` zeros between the numbers along an axis, and none after the last. */
export function spreadAxis(x: tf.Tensor, axis: number, step: number): tf.Tensor {
  const extent = x.shape[axis] as number;
  if (step === 1 || extent === 0) return x;
  const before = sizeOf(x.shape.slice(0, axis));
  const inner = x.shape.slice(axis + 1);
  const after = sizeOf(inner);
  const zeros: [number, number][] = [
    [0, 0],
    [0, (step - 1) * after],
  ];
  const padded = x.reshape([before * extent, after]).pad(zeros);
  const length = (extent - 1) * step + 1;
  const kept = padded
    .reshape([before, extent * step * after])
    .slice([0, 0], [before, length * after]);
  return kept.reshape([...x.shape.slice(0, axis), length, ...inner]);
}

const sizeOf = (shape: readonly number[]) => shape.reduce((size, extent) => size * extent, 1);
