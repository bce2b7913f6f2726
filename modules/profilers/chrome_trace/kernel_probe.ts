import { machineClock } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";

/** A kernel that ran. */
export interface KernelCall {
  readonly name: string;
  readonly startMs: number;
  /** How long the thread was in it, ms. */
  readonly ms: number;
  /** The same without the kernels that it called, ms: a fused one may be made of others. */
  readonly ownMs: number;
}

/**
 * Times every kernel of tfjs's current backend until the returned function is called.
 *
 * It is the time of the training's thread: a backend that works elsewhere, as a GPU's does, shows how long it took to ask for it.
 */
export function probeKernels(onKernel: (call: KernelCall) => void): () => void {
  const kernels = tf.getKernelsForBackend(tf.getBackend());
  const originals = kernels.map(({ kernelFunc }) => kernelFunc);
  // What was called by the kernel that runs now took, ms.
  let calledMs = 0;
  for (const kernel of kernels) {
    const { kernelName, kernelFunc } = kernel;
    kernel.kernelFunc = (params) => {
      const before = calledMs;
      calledMs = 0;
      const startMs = machineClock.monotonicMs();
      const result = kernelFunc(params);
      const ms = machineClock.monotonicMs() - startMs;
      onKernel({ name: kernelName, startMs, ms, ownMs: ms - calledMs });
      calledMs = before + ms;
      return result;
    };
  }
  return () => {
    for (const [index, kernel] of kernels.entries()) {
      kernel.kernelFunc = originals[index] as (typeof kernel)["kernelFunc"];
    }
  };
}
