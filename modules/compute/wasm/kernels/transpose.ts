import type { tf } from "../../../../deps.ts";
import type { CompiledKernels } from "../assembly/load.ts";
import { addressOf, sizeOf, type TensorInfo, type WasmKernel } from "./heap.ts";

/** Transposes the last two axes in tiles; other permutations are the stock kernel's. */
export function transpose(stock: tf.KernelFunc, compiled: CompiledKernels): WasmKernel {
  return {
    kernelName: "Transpose",
    run: (inputs, attributes, heap) => {
      const x = inputs.x as TensorInfo;
      if (!swapsLastTwo(attributes.perm as number[]) || x.dtype === "bool") {
        return stock({ inputs, attrs: attributes as tf.NamedAttrMap, backend: heap }) as TensorInfo;
      }
      const outer = x.shape.slice(0, -2);
      const [rows, columns] = x.shape.slice(-2) as [number, number];
      const out = heap.makeOutput([...outer, columns, rows], x.dtype);
      const [from, to] = [addressOf(x, heap), addressOf(out, heap)];
      const bytes = rows * columns * 4;
      for (let matrix = 0; matrix < sizeOf(outer); matrix++) {
        compiled.transpose(from + matrix * bytes, to + matrix * bytes, rows, columns);
      }
      return out;
    },
  };
}

function swapsLastTwo(perm: readonly number[]): boolean {
  const rank = perm.length;
  return (
    rank >= 2 &&
    perm.every(
      (axis, index) =>
        axis === (index < rank - 2 ? index : index === rank - 2 ? rank - 1 : rank - 2),
    )
  );
}
