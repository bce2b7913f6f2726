import type { FusedKernels } from "../../../../core/mod.ts";
import { recurrenceCodes } from "../../_shared/kernels/mod.ts";
import type { NativeFunctions, TensorInfo } from "../node_backend.ts";
import { idsOf } from "./ids_of.ts";
import type { TensorflowKernel } from "./register.ts";
import { trackOutput } from "./track_output.ts";

type Attributes = FusedKernels["TolariaRecurrence"]["attributes"];

/** Recurrent layers, a sequence at a time, without ops. */
export function recurrences(native: NativeFunctions): readonly TensorflowKernel[] {
  return [
    {
      kernelName: "TolariaRecurrence" satisfies keyof FusedKernels,
      run: (inputs, attributes, backend) => {
        const { x, kernel, h0, c0, mask, dropout } = inputs;
        const codes = recurrenceCodes(attributes as unknown as Attributes);
        const ids = idsOf(backend, [x, kernel, h0, c0, mask, dropout]);
        const id = native.recurrence(Int32Array.from(ids), Int32Array.from(codes));
        const { shape } = x as TensorInfo;
        const states = [...shape.slice(0, 2), (kernel as TensorInfo).shape[0] as number];
        return [states, shape, states]
          .slice(0, 1 + codes[0])
          .map((each, at) => trackOutput(backend, id + at, each));
      },
    },
    {
      kernelName: "TolariaRecurrenceGradient" satisfies keyof FusedKernels,
      run: (inputs, attributes, backend) => {
        const { dy, dc, kernel, y, gates, cells, h0, c0, mask, dropout } = inputs;
        const codes = recurrenceCodes(attributes as unknown as Attributes);
        const ids = idsOf(backend, [dy, dc, kernel, y, gates, cells, h0, c0, mask, dropout]);
        const id = native.recurrenceGradient(Int32Array.from(ids), Int32Array.from(codes));
        const [batch, steps, units] = (y as TensorInfo).shape as [number, number, number];
        const { cell } = attributes as unknown as Attributes;
        const shapes = [
          [batch, steps, (kernel as TensorInfo).shape[0] as number],
          [batch, steps, units],
          [batch, units],
          ...(cell === "gru" ? [[batch, steps, units]] : []),
          ...(cell === "lstm" ? [[batch, units]] : []),
        ];
        return shapes.map((shape, at) => trackOutput(backend, id + at, shape));
      },
    },
  ];
}
