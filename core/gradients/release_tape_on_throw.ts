import { tf } from "../../deps.ts";

/** Runs `differentiate`; if it throws, releases what tfjs keeps for the backward pass and would leak. */
export function releaseTapeOnThrow<T>(differentiate: () => T): T {
  try {
    return differentiate();
  } catch (error) {
    const { state } = tf.engine();
    // Otherwise it is the tape of a caller who differentiates, too.
    if (state.gradientDepth === 0) {
      for (const { saved } of state.activeTape ?? []) tf.dispose(saved ?? []);
      state.activeTape = [];
    }
    throw error;
  }
}
