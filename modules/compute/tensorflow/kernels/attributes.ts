import type { NodeBackend, OpAttribute } from "../node_backend.ts";

/** The type of numbers that an op works on, as most ops call it; float32. */
export function floatType({ binding }: NodeBackend, name = "T"): OpAttribute {
  return { name, type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
}

/** Something that is so or not. */
export function flag({ binding }: NodeBackend, name: string, value: boolean): OpAttribute {
  return { name, type: binding.TF_ATTR_BOOL, value };
}
