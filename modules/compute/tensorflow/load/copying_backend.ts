import type { NativeFunctions, NodeBackend } from "../node_backend.ts";

/**
 * Makes a backend copy the values of new tensors, so that callers can reuse the array. The
 * package's backend keeps the array as long as the tensor lives, and a new array of some hundred
 * kilobytes per batch costs page faults and garbage collections.
 */
export function copying(backend: NodeBackend, native: NativeFunctions): NodeBackend {
  const stock = backend.write;
  backend.write = (values, shape, dtype) => {
    const fits =
      (dtype === "float32" && values instanceof Float32Array) ||
      (dtype === "int32" && values instanceof Int32Array);
    if (!fits) return stock.call(backend, values, shape, dtype);
    const id = native.fromArray(values, Int32Array.from(shape));
    const dataId = {};
    const type = backend.getDTypeInteger(dtype);
    backend.tensorMap.set(dataId, { shape, dtype: type, values: null, id, refCount: 1 });
    return dataId;
  };
  return backend;
}
