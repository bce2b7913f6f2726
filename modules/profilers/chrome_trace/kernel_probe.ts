import { machineClock } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";

/** One kernel call. */
export interface KernelCall {
  readonly name: string;
  readonly startMs: number;
  /** Time of the thread in the kernel, ms. */
  readonly ms: number;
  /** Time without nested kernels, ms. A fused kernel may call others. */
  readonly ownMs: number;
}

/** Observers of each kernel call: several profiles may be taken in one process, and end in any order. */
const listeners = new Set<(call: KernelCall) => void>();

/** Puts back the kernels that the first listener had wrapped. */
let unwrap: (() => void) | undefined;

/**
 * Times every kernel of tfjs's current backend until the returned function is called.
 *
 * Measures the training thread: for a backend that works asynchronously, such as a GPU's, the time of the launch.
 */
export function probeKernels(onKernel: (call: KernelCall) => void): () => void {
  const listener = (call: KernelCall) => onKernel(call);
  listeners.add(listener);
  unwrap ??= wrapKernels((call) => {
    for (const told of listeners) told(call);
  });
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    unwrap?.();
    unwrap = undefined;
  };
}

function wrapKernels(onKernel: (call: KernelCall) => void): () => void {
  const kernels = tf.getKernelsForBackend(tf.getBackend());
  const originals = kernels.map(({ kernelFunc }) => kernelFunc);
  // Time of the kernels nested in the current one, ms.
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
