import { tf } from "../../../deps.ts";

/**
 * Makes a backend that is registered tfjs's current one, where it is not.
 *
 * @returns The one that it took the place of; undefined where it was current already.
 */
export async function makeCurrent(name: string): Promise<string | undefined> {
  const before = tf.getBackend();
  if (before === name) return undefined;
  await tf.setBackend(name);
  return before;
}

/** Makes the backend current that was current before, or cpu where that has gone since. */
export async function putBack(previous: string): Promise<void> {
  await tf.setBackend(tf.findBackendFactory(previous) ? previous : "cpu");
}
