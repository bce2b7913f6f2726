import type { WeightArray } from "../../../core/safetensors/mod.ts";

/** Returns `array` with its axes in another order. */
export function reorderAxes({ shape, data }: WeightArray, axes: readonly number[]): WeightArray {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const result = new Float32Array(data.length);
  const sizes = axes.map((axis) => shape[axis] as number);
  const steps = axes.map((axis) => strides[axis] as number);
  const index = sizes.map(() => 0);
  let from = 0;
  for (let to = 0; to < result.length; to++) {
    result[to] = data[from] as number;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      from += steps[axis] as number;
      if ((index[axis] as number) < (sizes[axis] as number)) break;
      from -= (steps[axis] as number) * (sizes[axis] as number);
      index[axis] = 0;
    }
  }
  return { shape: sizes, data: result };
}

/** Returns `array` under another shape of as many numbers. */
export function reshape({ data }: WeightArray, shape: readonly number[]): WeightArray {
  return { shape, data };
}

/** Whole numbers from `first` on. */
export function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}
