import { tf } from "../../../deps.ts";

/**
 * Registers a kernel instead of the backend's own, if it has one. Returns a function that restores
 * that.
 */
export function replaceKernel(
  backendName: string,
  kernelName: string,
  kernelFunc: tf.KernelFunc,
): () => void {
  const stock = tf.getKernel(kernelName, backendName);
  if (stock) tf.unregisterKernel(kernelName, backendName);
  // A stock kernel that ours calls is bound to its backend by its own set-up.
  const setupFunc = stock?.setupFunc;
  tf.registerKernel({ kernelName, backendName, ...(setupFunc && { setupFunc }), kernelFunc });
  return () => {
    tf.unregisterKernel(kernelName, backendName);
    if (stock) tf.registerKernel(stock);
  };
}
