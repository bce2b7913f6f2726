import { tf } from "../../../../deps.ts";
import type { NativeFunctions, NodeBackend, TensorInfo } from "../node_backend.ts";
import { idsOf } from "./ids_of.ts";
import type { TensorflowKernel } from "./register.ts";
import { trackOutput } from "./track_output.ts";

/** Sums and means in float64. TensorFlow's own lose digits along every axis but the last. */
export function reductions(
  native: NativeFunctions,
  stock: (name: string) => tf.KernelFunc,
): readonly TensorflowKernel[] {
  return [
    reduction("Sum", native, stock("Sum"), () => 1),
    reduction("Mean", native, stock("Mean"), (count) => count),
  ];
}

/** @param divisorOf What a sum of so many numbers is divided by. */
function reduction(
  kernelName: string,
  native: NativeFunctions,
  stock: tf.KernelFunc,
  divisorOf: (count: number) => number,
): TensorflowKernel {
  return {
    kernelName,
    run: (inputs, attributes, backend) => {
      const x = inputs.x as TensorInfo;
      const axes = tf.util.parseAxisParam(attributes.axis as number | number[], x.shape);
      if (x.dtype !== "float32" || axes.length === 0) {
        return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend });
      }
      const kept = x.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
      const shape = attributes.keepDims ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
      const count = sizeOf(x.shape) / Math.max(1, sizeOf(shape));
      const [id] = idsOf(backend, [x]);
      return trackOutput(
        backend,
        reduce(native, backend, id, x.shape, axes, shape, divisorOf(count)),
        shape,
      );
    },
  };
}

/** Reduces axes that are neighbors as they lie, and others after they are moved behind the rest. */
function reduce(
  native: NativeFunctions,
  { binding }: NodeBackend,
  id: number,
  shape: readonly number[],
  axes: readonly number[],
  reduced: readonly number[],
  divisor: number,
): number {
  const [first, last] = [Math.min(...axes), Math.max(...axes)];
  const sum = (id: number, extents: readonly number[]) =>
    native.sum(id, Int32Array.from(extents), divisor, Int32Array.from(reduced));
  if (last - first === axes.length - 1) {
    const length = sizeOf(shape.slice(first, last + 1));
    return sum(id, [sizeOf(shape.slice(0, first)), length, sizeOf(shape.slice(last + 1))]);
  }
  const rest = [...shape.keys()].filter((axis) => !axes.includes(axis));
  const moved = native.transpose(id, Int32Array.from([...rest, ...axes]));
  const outer = sizeOf(rest.map((axis) => shape[axis] as number));
  const result = sum(moved, [outer, sizeOf(axes.map((axis) => shape[axis] as number)), 1]);
  binding.deleteTensor(moved);
  return result;
}

const sizeOf = (shape: readonly number[]) => shape.reduce((size, extent) => size * extent, 1);
