import { nativeFunctionsOf } from "../native_functions.ts";
import type { NodeBackend, OpAttribute, OpOutput } from "../node_backend.ts";
import { floatType } from "./attributes.ts";

/** Constant integer tensors for attributes of ops, by backend and value; never disposed. */
const constants = new WeakMap<NodeBackend, Map<string, number>>();

/** More constants than this mean that shapes change on every call: later ones are not kept. */
const MOST_CONSTANTS = 2000;

/** Runs an op on tensor ids, without tfjs's tracking; the caller tracks or deletes the output. */
export function rawOp(
  { binding }: NodeBackend,
  name: string,
  attributes: readonly OpAttribute[],
  ids: readonly number[],
): OpOutput {
  return binding.executeOp(name, attributes, ids, 1)[0] as OpOutput;
}

/**
 * Calls `work` with the id of an integer vector: a shape, or axes. It is created once; the package
 * creates and deletes one per call.
 */
export function withInts<T>(
  backend: NodeBackend,
  numbers: readonly number[],
  work: (id: number) => T,
): T {
  const known = constants.get(backend) ?? new Map<string, number>();
  constants.set(backend, known);
  const key = numbers.join();
  const kept = known.get(key);
  if (kept !== undefined) return work(kept);
  const { binding } = backend;
  const id = binding.createTensor([numbers.length], binding.TF_INT32, Int32Array.from(numbers));
  if (known.size < MOST_CONSTANTS) {
    known.set(key, id);
    return work(id);
  }
  try {
    return work(id);
  } finally {
    binding.deleteTensor(id);
  }
}

/** Returns the tensor in another shape, on the same buffer. */
export function reshaped(
  backend: NodeBackend,
  id: number,
  shape: readonly number[],
  type: OpAttribute = floatType(backend),
): OpOutput {
  const native = nativeFunctionsOf(backend.binding);
  const dtype = type.value as number;
  if (native && dtype !== backend.binding.TF_STRING) {
    return { id: native.reshape(id, Int32Array.from(shape)), shape: [...shape], dtype };
  }
  const { TF_ATTR_TYPE, TF_INT32 } = backend.binding;
  const index = { name: "Tshape", type: TF_ATTR_TYPE, value: TF_INT32 };
  return withInts(backend, shape, (sizes) => rawOp(backend, "Reshape", [type, index], [id, sizes]));
}
