import { tf } from "../../deps.ts";

/** Runs `differentiate`; gives back what tfjs keeps for a backward pass, which it forgets where a pass throws. */
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
