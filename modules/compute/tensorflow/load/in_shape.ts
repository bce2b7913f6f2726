import { reshaped } from "../kernels/raw_op.ts";
import type { NodeBackend, TensorEntry, TensorInfo } from "../node_backend.ts";

/**
 * Makes a backend pass each tensor to ops in its own shape. tfjs's other backends let tensors of
 * several shapes share data; when that is moved here, the package gives it the shape of the first
 * tensor.
 */
export function inShape(backend: NodeBackend): NodeBackend {
  const stock = backend.getInputTensorIds;
  backend.getInputTensorIds = (tensors) =>
    stock.call(backend, tensors).map((id, at) => {
      const tensor = tensors[at] as TensorInfo;
      // The package has scalars that are not tensors of tfjs.
      const entry = tensor.dataId ? backend.tensorMap.get(tensor.dataId) : undefined;
      if (!entry) return id;
      // An earlier entry for the same data may just have been reshaped.
      if (isSame(entry.shape, tensor.shape)) return entry.id;
      // With two shapes in one call, they cannot share an id.
      const other = tensors.find(
        ({ dataId, shape }) => dataId === tensor.dataId && !isSame(shape, tensor.shape),
      );
      if (other) return id;
      return reshape(backend, entry, tensor.shape);
    });
  return backend;
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((extent, axis) => extent === other[axis]);
}

/** Reshapes a tensor permanently; returns its new id. */
function reshape(backend: NodeBackend, entry: TensorEntry, shape: readonly number[]): number {
  const type = { name: "T", type: backend.binding.TF_ATTR_TYPE, value: entry.dtype };
  const { id } = reshaped(backend, entry.id, shape, type);
  backend.binding.deleteTensor(entry.id);
  entry.id = id;
  entry.shape = shape;
  return id;
}
