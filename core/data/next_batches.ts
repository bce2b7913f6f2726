import type { Batch, Feeder } from "./feeder.ts";

/** Where the batches of a step come from. */
export interface BatchScope {
  readonly train: Feeder;
  readonly progress: { readonly epoch: number };
  readonly settings: { readonly accumulationSteps: number };
  readonly intents: { readonly signal: AbortSignal; readonly stop: unknown };
  readonly recoveryMemory: {
    readonly quarantine: { skipQuarantined(train: Feeder, epoch: number): void };
  };
}

/**
 * The batches of the next step: at once if they are all there, none at the end of the epoch; `undefined` if the wait
 * for them was broken off.
 */
export function nextBatches(
  scope: BatchScope,
  gathered: Batch[] = [],
): Batch[] | Promise<Batch[] | undefined> {
  const { intents, recoveryMemory, progress, settings, train } = scope;
  while (gathered.length < settings.accumulationSteps) {
    recoveryMemory.quarantine.skipQuarantined(train, progress.epoch);
    // Asked again after the end of an epoch, the feeder would begin the next one, which is not yet.
    if (train.atEpochEnd) return gathered;
    const upcoming = train.next(intents.signal);
    if (upcoming instanceof Promise) return gatherLate(scope, gathered, upcoming);
    if (!upcoming) return gathered;
    gathered.push(upcoming);
  }
  return gathered;
}

/** {@link nextBatches} from a batch on that is not there yet. */
async function gatherLate(
  scope: BatchScope,
  gathered: Batch[],
  upcoming: Promise<Batch | undefined>,
): Promise<Batch[] | undefined> {
  const release = () => {
    for (const other of gathered) other.dispose();
  };
  const batch = await upcoming.catch((error) => {
    release();
    throw error;
  });
  if (!batch && (scope.intents.stop || !scope.train.atEpochEnd)) {
    release();
    return undefined;
  }
  return batch ? nextBatches(scope, [...gathered, batch]) : gathered;
}
