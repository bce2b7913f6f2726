import type { Services } from "../container/services.ts";
import { cacheFeatures } from "../features/mod.ts";
import { Observers } from "../monitoring/observers.ts";
import type { DataSplits, OpenContext } from "../ports/dataset.ts";
import type { Host } from "../ports/host.ts";

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
  return services.data.open(seed, contextOf(services, signal));
}

/** The examples as the network takes them: with the features of its frozen base, if it has one that is computed once. */
export async function withFeatures(
  { features }: Host,
  splits: DataSplits,
  services: Pick<Services, "observers">,
  signal: AbortSignal | undefined,
): Promise<DataSplits> {
  return features ? await cacheFeatures(features, splits, contextOf(services, signal)) : splits;
}

/** What tells observers how far it is. */
function contextOf(
  { observers }: Pick<Services, "observers">,
  signal: AbortSignal | undefined,
): OpenContext {
  // One that throws is called again once the run begins, which then tells of it.
  const told = new Observers(observers, () => {});
  return { onProgress: (progress) => told.opening(progress), ...(signal && { signal }) };
}
