import { type FusedKernels, splitDoubles } from "../../../../core/mod.ts";
import type { CompiledKernels } from "../assembly/load.ts";
import { addressOf, sizeOf, type TensorInfo, type WasmKernel } from "./heap.ts";

/** Fused kernels that tfjs does not have, other than updates. */
export function fusedKernels(compiled: CompiledKernels): WasmKernel[] {
  const all = [crossEntropy, squaredNorm, flatten, gram, combine];
  return all.map((make) => make(compiled));
}

type Infos<Name extends keyof FusedKernels> = {
  readonly [Key in keyof FusedKernels[Name]["inputs"]]: TensorInfo;
};

function crossEntropy(compiled: CompiledKernels): WasmKernel {
  return {
    kernelName: "TolariaCrossEntropy" satisfies keyof FusedKernels,
    run: (inputs, _attributes, heap) => {
      const { logits, targets } = inputs as Infos<"TolariaCrossEntropy">;
      const [rows, classes] = logits.shape as [number, number];
      const loss = heap.makeOutput([], "float32");
      const gradient = heap.makeOutput(logits.shape, "float32");
      heap.typedArrayFromHeap(loss)[0] = compiled.crossEntropy(
        addressOf(logits, heap),
        addressOf(targets, heap),
        addressOf(gradient, heap),
        rows,
        classes,
        targets.shape.length === 1 ? 1 : 0,
      );
      return [loss, gradient];
    },
  };
}

function squaredNorm(compiled: CompiledKernels): WasmKernel {
  return {
    kernelName: "TolariaSquaredNorm" satisfies keyof FusedKernels,
    run: (inputs, _attributes, heap) => {
      const { x } = inputs as Infos<"TolariaSquaredNorm">;
      const out = heap.makeOutput([], "float32");
      heap.typedArrayFromHeap(out)[0] = compiled.squaredNorm(addressOf(x, heap), sizeOf(x.shape));
      return [out];
    },
  };
}

function flatten(compiled: CompiledKernels): WasmKernel {
  return {
    kernelName: "TolariaFlatten" satisfies keyof FusedKernels,
    run: (inputs, _attributes, heap) => {
      const tensors = Object.values(inputs) as TensorInfo[];
      const sizes = tensors.map(({ shape }) => sizeOf(shape));
      const flat = heap.makeOutput([sizes.reduce((sum, size) => sum + size, 0)], "float32");
      const norm = heap.makeOutput([], "float32");
      let [to, square] = [addressOf(flat, heap), 0];
      tensors.forEach((tensor, at) => {
        const size = sizes[at] as number;
        square += compiled.copyWithSquaredNorm(addressOf(tensor, heap), to, size);
        to += size * Float32Array.BYTES_PER_ELEMENT;
      });
      heap.typedArrayFromHeap(norm)[0] = square;
      return [flat, norm];
    },
  };
}

function gram(compiled: CompiledKernels): WasmKernel {
  return {
    kernelName: "TolariaGram" satisfies keyof FusedKernels,
    run: (inputs, _attributes, heap) => {
      const { x } = inputs as Infos<"TolariaGram">;
      const [rows, n] = x.shape as [number, number];
      // Memory for float64 values, a dtype that tfjs does not have.
      const sums = heap.makeOutput([2 * rows * rows], "float32");
      const out = heap.makeOutput([2, rows, rows], "float32");
      compiled.gram(addressOf(x, heap), rows, n, addressOf(sums, heap));
      const { buffer, byteOffset } = heap.typedArrayFromHeap(sums);
      heap
        .typedArrayFromHeap(out)
        .set(splitDoubles(new Float64Array(buffer, byteOffset, rows * rows)));
      heap.disposeData(sums.dataId);
      return [out];
    },
  };
}

function combine(compiled: CompiledKernels): WasmKernel {
  return {
    kernelName: "TolariaCombine" satisfies keyof FusedKernels,
    run: (inputs, _attributes, heap) => {
      const { w, x } = inputs as Infos<"TolariaCombine">;
      const [rows, n] = x.shape as [number, number];
      const out = heap.makeOutput([n], "float32");
      compiled.combine(addressOf(w, heap), addressOf(x, heap), rows, n, addressOf(out, heap));
      return [out];
    },
  };
}
