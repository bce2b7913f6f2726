import { tf } from "../../../deps.ts";

/** Told of each kernel that ran: its name, when it began and how long the thread was in it, ms. */
export type OnKernel = (name: string, startMs: number, ms: number) => void;

/**
 * Times every kernel of tfjs's current backend until the returned function is called.
 *
 * It is the time of the training's thread: a backend that works elsewhere, as a GPU's does, shows how long it took to ask for it.
 */
export function probeKernels(onKernel: OnKernel): () => void {
  const kernels = tf.getKernelsForBackend(tf.getBackend());
  const originals = kernels.map(({ kernelFunc }) => kernelFunc);
  for (const kernel of kernels) {
    const { kernelName, kernelFunc } = kernel;
    kernel.kernelFunc = (params) => {
      const startMs = performance.now();
      const result = kernelFunc(params);
      onKernel(kernelName, startMs, performance.now() - startMs);
      return result;
    };
  }
  return () => {
    for (const [index, kernel] of kernels.entries()) {
      kernel.kernelFunc = originals[index] as (typeof kernel)["kernelFunc"];
    }
  };
}
