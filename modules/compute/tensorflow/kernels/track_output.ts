import type { NodeBackend, TensorInfo } from "../node_backend.ts";

/** Enters a tensor of float32, by the id that the binding gave it, in tfjs's books. */
export function trackOutput(
  backend: NodeBackend,
  id: number,
  shape: readonly number[],
): TensorInfo {
  return backend.createOutputTensor({ id, shape: [...shape], dtype: backend.binding.TF_FLOAT });
}
