import { tf } from "../../deps.ts";
import type { FusedKernels } from "./fused_kernels.ts";

/** Whether the current backend offers a fused kernel. */
export function offersFused(name: keyof FusedKernels): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}

/**
 * Runs a fused kernel where the current backend offers it.
 *
 * @returns Its outputs, which the caller or the scope disposes; undefined if there is no such kernel.
 */
export function runFused<Name extends keyof FusedKernels>(
  name: Name,
  inputs: FusedKernels[Name]["inputs"],
  attributes: FusedKernels[Name]["attributes"],
): FusedKernels[Name]["outputs"] | undefined {
  if (!offersFused(name)) return undefined;
  return tf
    .engine()
    .runKernel(
      name,
      inputs as tf.NamedTensorMap,
      attributes as unknown as tf.NamedAttrMap,
    ) as tf.Tensor[] & FusedKernels[Name]["outputs"];
}

/**
 * The same for a kernel that computes a gradient, and has none of its own: it is not run where the gradient is differentiated
 * again.
 *
 * @returns Its outputs; undefined if it is not run, and tfjs's single kernels do it.
 */
export function runFusedGradient<Name extends keyof FusedKernels>(
  name: Name,
  inputs: FusedKernels[Name]["inputs"],
  attributes: FusedKernels[Name]["attributes"],
): FusedKernels[Name]["outputs"] | undefined {
  return tf.engine().state.gradientDepth > 0 ? undefined : runFused(name, inputs, attributes);
}
