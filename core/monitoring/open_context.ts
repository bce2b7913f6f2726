import type { OpenContext } from "../ports/dataset.ts";
import type { RunObserver } from "../ports/run_observer.ts";
import { Observers } from "./observers.ts";

/**
 * Makes what tells observers how far the opening of data is.
 *
 * @param signal Ends the opening.
 */
export function openContext(
  observers: readonly RunObserver[],
  signal: AbortSignal | undefined,
): OpenContext {
  // One that throws is called again once the run begins, which then tells of it.
  const told = new Observers(observers, () => {});
  return { onProgress: (progress) => told.opening(progress), ...(signal && { signal }) };
}
