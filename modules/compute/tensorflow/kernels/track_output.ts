import type { NodeBackend, TensorInfo } from "../node_backend.ts";

/** Makes a float32 tensor id of the binding a tensor of tfjs. */
export function trackOutput(
  backend: NodeBackend,
  id: number,
  shape: readonly number[],
): TensorInfo {
  return backend.createOutputTensor({ id, shape: [...shape], dtype: backend.binding.TF_FLOAT });
}
