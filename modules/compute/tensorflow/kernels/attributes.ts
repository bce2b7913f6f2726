import type { NodeBackend, OpAttribute, TensorInfo } from "../node_backend.ts";

/** The type attribute of most ops: float32. */
export function floatType({ binding }: NodeBackend, name = "T"): OpAttribute {
  return { name, type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
}

/** The type attribute of a tensor. */
export function typeOf(backend: NodeBackend, { dtype }: TensorInfo): OpAttribute {
  const { binding } = backend;
  return { name: "T", type: binding.TF_ATTR_TYPE, value: backend.getDTypeInteger(dtype) };
}

/** A boolean attribute. */
export function flag({ binding }: NodeBackend, name: string, value: boolean): OpAttribute {
  return { name, type: binding.TF_ATTR_BOOL, value };
}
