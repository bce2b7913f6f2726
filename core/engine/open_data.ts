import type { Services } from "../container/services.ts";
import { Observers } from "../monitoring/observers.ts";
import type { DataSplits } from "../ports/dataset.ts";

/**
 * Opens the data of a run; observers are told how far that is.
 *
 * @param signal Ends the opening.
 */
export function openData(
  services: Pick<Services, "data" | "observers">,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<DataSplits> {
  // One that throws is called again once the run begins, which then tells of it.
  const observers = new Observers(services.observers, () => {});
  return services.data.open(seed, {
    onProgress: (progress) => observers.opening(progress),
    ...(signal && { signal }),
  });
}
