import { tf } from "../../deps.ts";

/** Backends of tfjs whose numbers can only be awaited. */
const LATE = new WeakSet<tf.KernelBackend>();

/**
 * Declares that `dataSync()` fails on tfjs's current backend until `data()` has resolved. To be called when it starts.
 *
 * @returns What takes that back.
 */
export function declareLateReads(): () => void {
  const backend = tf.backend();
  LATE.add(backend);
  return () => void LATE.delete(backend);
}

/** Whether numbers of tfjs's current backend can only be awaited. */
export function readsLate(): boolean {
  return LATE.has(tf.backend());
}

/**
 * Makes `dataSync()` of the tensors return their values on any backend, which it does as long as one of their handles
 * lives. Does nothing on a backend that reads at once.
 */
export async function fetchValues(tensors: Iterable<tf.Tensor>): Promise<void> {
  if (!readsLate()) return;
  await Promise.all(Array.from(tensors, (tensor) => tensor.data()));
}
