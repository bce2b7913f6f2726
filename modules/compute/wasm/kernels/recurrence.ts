import type { FusedKernels } from "../../../../core/mod.ts";
import { recurrenceCodes } from "../../_shared/kernels/mod.ts";
import type { CompiledKernels } from "../assembly/load.ts";
import type { MatmulEngine } from "../matmul/mod.ts";
import { addressOf, type TensorInfo, type WasmHeap, type WasmKernel } from "./heap.ts";

type Infos<Name extends keyof FusedKernels> = {
  readonly [Key in keyof FusedKernels[Name]["inputs"]]: TensorInfo;
};
type Attributes = FusedKernels["TolariaRecurrence"]["attributes"];

/** Recurrent layers, a few sequences at a time; threads share them. */
export function recurrences(engine: MatmulEngine, compiled: CompiledKernels): WasmKernel[] {
  return [recurrence(engine, compiled), recurrenceGradient(engine, compiled)];
}

function recurrence(engine: MatmulEngine, compiled: CompiledKernels): WasmKernel {
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
      share(engine, compiled, [batch, steps, units, code], heap, (job, scratch) => {
        const at = placesIn(heap);
        compiled.writeRecurrenceJob(
          job,
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
          scratch,
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

function recurrenceGradient(engine: MatmulEngine, compiled: CompiledKernels): WasmKernel {
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
      share(engine, compiled, [batch, steps, units, code], heap, (job, scratch) => {
        const at = placesIn(heap);
        compiled.writeRecurrenceGradientJob(
          job,
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
          scratch,
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

/** An activation takes about as long as this many multiply-adds. */
const ACTIVATION_WORK = 16;

/** Runs a job; on one thread, with scratch memory of its own, if that of a thread does not suffice. */
function share(
  engine: MatmulEngine,
  compiled: CompiledKernels,
  [batch, steps, units, code]: readonly [number, number, number, number],
  heap: WasmHeap,
  write: (job: number, scratch: number) => void,
): void {
  const bytes = compiled.recurrenceScratchBytes(code, units);
  if (bytes <= compiled.scratchBytes()) {
    const work = batch * steps * units * (units + ACTIVATION_WORK);
    engine.share(work, (job) => write(job, 0));
    return;
  }
  const scratch = heap.makeOutput([bytes / Float32Array.BYTES_PER_ELEMENT], "float32");
  try {
    engine.share(0, (job) => write(job, addressOf(scratch, heap)));
  } finally {
    heap.disposeData(scratch.dataId);
  }
}
