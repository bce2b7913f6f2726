import type { NodeBackend, OpAttribute, TensorInfo } from "../node_backend.ts";

/** The type of numbers that an op works on, as most ops call it; float32. */
export function floatType({ binding }: NodeBackend, name = "T"): OpAttribute {
  return { name, type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
}

/** The type of a tensor's numbers. */
export function typeOf(backend: NodeBackend, { dtype }: TensorInfo): OpAttribute {
  const { binding } = backend;
  return { name: "T", type: binding.TF_ATTR_TYPE, value: backend.getDTypeInteger(dtype) };
}

/** Something that is so or not. */
export function flag({ binding }: NodeBackend, name: string, value: boolean): OpAttribute {
  return { name, type: binding.TF_ATTR_BOOL, value };
}
