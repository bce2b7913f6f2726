import type { FusedKernels } from "../../../../core/mod.ts";
import type { DirectFunctions, NodeBackend, TensorInfo } from "../node_backend.ts";
import type { TensorflowKernel } from "./register.ts";

/** The pieces that share a vector's buffer. */
interface Pieces {
  readonly dataIds: readonly object[];
  /** Makes them anew of the vector by its id; the first's id. */
  readonly divide: (id: number) => number;
}

/** What a vector was last divided into, by its data. */
const divided = new WeakMap<object, Pieces>();

/** Views of a vector's buffer, where ops copy each number. */
export function pieces(direct: DirectFunctions): TensorflowKernel {
  return {
    kernelName: "TolariaPieces" satisfies keyof FusedKernels,
    run: (inputs, attributes, backend) => {
      const x = inputs.x as TensorInfo;
      const { shapes } = attributes as unknown as FusedKernels["TolariaPieces"]["attributes"];
      const layout = Int32Array.from(shapes.flatMap((shape) => [shape.length, ...shape]));
      const divide = (id: number) => direct.pieces(id, layout);
      const first = divide((backend.getInputTensorIds([x]) as [number])[0]);
      const dtype = backend.binding.TF_FLOAT;
      const outputs = shapes.map((shape, at) =>
        backend.createOutputTensor({ id: first + at, shape: [...shape], dtype }),
      );
      divided.set(x.dataId, { dataIds: outputs.map(({ dataId }) => dataId), divide });
      return outputs;
    },
  };
}

/**
 * Lets what a vector was divided into go of its buffer, but for what others hold too.
 *
 * @returns What divides it again, where it is there again.
 */
export function letPiecesGo(backend: NodeBackend, dataId: object): () => void {
  const whole = divided.get(dataId);
  if (!whole) return () => {};
  const { tensorMap, binding } = backend;
  const spent = whole.dataIds.map((piece) => {
    const entry = tensorMap.has(piece) ? tensorMap.get(piece) : undefined;
    if (entry?.refCount !== 1) return undefined;
    binding.deleteTensor(entry.id);
    entry.id = -1;
    return entry;
  });
  return () => {
    const first = whole.divide(tensorMap.get(dataId).id);
    spent.forEach((entry, at) => {
      if (entry) entry.id = first + at;
      else binding.deleteTensor(first + at);
    });
  };
}
