import type { FusedKernels } from "../../../../core/mod.ts";
import { recurrenceCodes } from "../../_shared/kernels/mod.ts";
import type { CompiledKernels } from "../assembly/load.ts";
import { addressOf, type TensorInfo, type WasmHeap, type WasmKernel } from "./heap.ts";

type Infos<Name extends keyof FusedKernels> = {
  readonly [Key in keyof FusedKernels[Name]["inputs"]]: TensorInfo;
};
type Attributes = FusedKernels["TolariaRecurrence"]["attributes"];

/** Recurrent layers, a sequence at a time. */
export function recurrences(compiled: CompiledKernels): WasmKernel[] {
  return [recurrence(compiled), recurrenceGradient(compiled)];
}

function recurrence(compiled: CompiledKernels): WasmKernel {
  return {
    kernelName: "TolariaRecurrence" satisfies keyof FusedKernels,
    run: (inputs, attributes, heap) => {
      const { x, kernel, h0, c0, mask, dropout } = inputs as Infos<"TolariaRecurrence">;
      const { cell } = attributes as unknown as Attributes;
      const [code, activation, recurrentActivation] = recurrenceCodes(
        attributes as unknown as Attributes,
      );
      const [batch, steps] = x.shape as [number, number];
      const units = kernel.shape[0] as number;
      const y = heap.makeOutput([batch, steps, units], "float32");
      const gates = cell === "simple" ? undefined : heap.makeOutput(x.shape, "float32");
      const cells = cell === "lstm" ? heap.makeOutput(y.shape, "float32") : undefined;
      withScratch(compiled, code, units, heap, (scratch) => {
        const at = placesIn(heap);
        compiled.recurrence(
          code,
          at(x),
          at(kernel),
          at(h0),
          at(c0),
          at(mask),
          at(dropout),
          at(y),
          at(gates),
          at(cells),
          at(scratch),
          batch,
          steps,
          units,
          activation,
          recurrentActivation,
        );
      });
      return [y, gates, cells].filter((output) => output !== undefined);
    },
  };
}

function recurrenceGradient(compiled: CompiledKernels): WasmKernel {
  return {
    kernelName: "TolariaRecurrenceGradient" satisfies keyof FusedKernels,
    run: (inputs, attributes, heap) => {
      const { dy, dc, kernel, y, gates, cells, ...begin } =
        inputs as Infos<"TolariaRecurrenceGradient">;
      const { cell } = attributes as unknown as Attributes;
      const [code, activation, recurrentActivation] = recurrenceCodes(
        attributes as unknown as Attributes,
      );
      const [batch, steps, units] = y.shape as [number, number, number];
      const dx = heap.makeOutput([batch, steps, kernel.shape[0] as number], "float32");
      const before = heap.makeOutput(y.shape, "float32");
      const dh0 = heap.makeOutput([batch, units], "float32");
      const more =
        cell === "simple"
          ? undefined
          : heap.makeOutput(cell === "gru" ? y.shape : dh0.shape, "float32");
      withScratch(compiled, code, units, heap, (scratch) => {
        const at = placesIn(heap);
        compiled.recurrenceGradient(
          code,
          at(dy),
          at(dc),
          at(kernel),
          at(y),
          at(gates),
          at(cells),
          at(begin.h0),
          at(begin.c0),
          at(begin.mask),
          at(begin.dropout),
          at(dx),
          at(before),
          at(dh0),
          at(more),
          at(scratch),
          batch,
          steps,
          units,
          activation,
          recurrentActivation,
        );
      });
      return [dx, before, dh0, more].filter((output) => output !== undefined);
    },
  };
}

function placesIn(heap: WasmHeap): (tensor: TensorInfo | undefined) => number {
  return (tensor) => (tensor ? addressOf(tensor, heap) : 0);
}

function withScratch(
  compiled: CompiledKernels,
  code: number,
  units: number,
  heap: WasmHeap,
  work: (scratch: TensorInfo) => void,
): void {
  const bytes = compiled.recurrenceScratchBytes(code, units);
  const scratch = heap.makeOutput([bytes / Float32Array.BYTES_PER_ELEMENT], "float32");
  try {
    work(scratch);
  } finally {
    heap.disposeData(scratch.dataId);
  }
}
