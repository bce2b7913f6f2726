import { reshaped } from "../kernels/raw_op.ts";
import type { NodeBackend, TensorEntry, TensorInfo } from "../node_backend.ts";

/**
 * Makes a backend give ops each tensor in its own shape. Other backends of tfjs's let tensors of several shapes share their
 * data; where that is moved here, the package makes it a tensor of the first one's shape.
 */
export function inShape(backend: NodeBackend): NodeBackend {
  const stock = backend.getInputTensorIds;
  backend.getInputTensorIds = (tensors) =>
    stock.call(backend, tensors).map((id, at) => {
      const tensor = tensors[at] as TensorInfo;
      // The package has scalars of its own, which are no tensors.
      const entry = tensor.dataId ? backend.tensorMap.get(tensor.dataId) : undefined;
      if (!entry) return id;
      // The first of two that are one tensor may just have been reshaped.
      if (isSame(entry.shape, tensor.shape)) return entry.id;
      // In two shapes at once: the id of one cannot be taken for the other.
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

/** Gives a tensor another shape for good; its id after. */
function reshape(backend: NodeBackend, entry: TensorEntry, shape: readonly number[]): number {
  const type = { name: "T", type: backend.binding.TF_ATTR_TYPE, value: entry.dtype };
  const { id } = reshaped(backend, entry.id, shape, type);
  backend.binding.deleteTensor(entry.id);
  entry.id = id;
  entry.shape = shape;
  return id;
}
