import type { FusedKernels } from "../../../../core/mod.ts";
import type { NativeFunctions, NodeBackend, TensorInfo } from "../node_backend.ts";
import type { TensorflowKernel } from "./register.ts";

/** The views that share a vector's buffer. */
interface Views {
  readonly dataIds: readonly object[];
  /** Makes them again from the vector's id; returns the first one's id. */
  readonly split: (id: number) => number;
}

/** The latest views of each vector, by its data. */
const viewsOf = new WeakMap<object, Views>();

/** Views of a vector's buffer; ops would copy every number. */
export function unflatten(native: NativeFunctions): TensorflowKernel {
  return {
    kernelName: "TolariaUnflatten" satisfies keyof FusedKernels,
    run: (inputs, attributes, backend) => {
      const x = inputs.x as TensorInfo;
      const { shapes } = attributes as unknown as FusedKernels["TolariaUnflatten"]["attributes"];
      const layout = Int32Array.from(shapes.flatMap((shape) => [shape.length, ...shape]));
      const split = (id: number) => native.unflatten(id, layout);
      const first = split((backend.getInputTensorIds([x]) as [number])[0]);
      const dtype = backend.binding.TF_FLOAT;
      const outputs = shapes.map((shape, at) =>
        backend.createOutputTensor({ id: first + at, shape: [...shape], dtype }),
      );
      viewsOf.set(x.dataId, { dataIds: outputs.map(({ dataId }) => dataId), split });
      return outputs;
    },
  };
}

/**
 * Releases the views of a vector, except those whose data is shared.
 *
 * @returns Makes them again, once the vector has a buffer again.
 */
export function releaseViews(backend: NodeBackend, dataId: object): () => void {
  const whole = viewsOf.get(dataId);
  if (!whole) return () => {};
  const { tensorMap, binding } = backend;
  const released = whole.dataIds.map((view) => {
    const entry = tensorMap.has(view) ? tensorMap.get(view) : undefined;
    if (entry?.refCount !== 1) return undefined;
    binding.deleteTensor(entry.id);
    entry.id = -1;
    return entry;
  });
  return () => {
    const first = whole.split(tensorMap.get(dataId).id);
    released.forEach((entry, at) => {
      if (entry) entry.id = first + at;
      else binding.deleteTensor(first + at);
    });
  };
}
