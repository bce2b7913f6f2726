import { tf } from "../../deps.ts";
import type { FusedKernels } from "./fused_kernels.ts";

/** Whether the current backend offers a fused kernel. */
export function offersFused(name: keyof FusedKernels): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}

/**
 * Runs a fused kernel if the current backend offers it.
 *
 * @returns Its outputs, which the caller or the scope disposes; undefined if there is no such
 * kernel.
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
 * Runs a fused kernel that computes a gradient and has none itself: not while a tape records the
 * gradient to differentiate it again.
 *
 * @returns Its outputs; undefined if it does not run, so that tfjs's single kernels must.
 */
export function runFusedGradient<Name extends keyof FusedKernels>(
  name: Name,
  inputs: FusedKernels[Name]["inputs"],
  attributes: FusedKernels[Name]["attributes"],
): FusedKernels[Name]["outputs"] | undefined {
  return isRecording() ? undefined : runFused(name, inputs, attributes);
}

/** Whether tfjs writes kernels to a tape now: inside a gradient, and not inside an operation that has its own. */
function isRecording(): boolean {
  const { gradientDepth, kernelDepth } = tf.engine().state;
  return gradientDepth > 0 && kernelDepth === 0;
}
