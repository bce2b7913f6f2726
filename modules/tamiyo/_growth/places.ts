import { SeedLifecycleStage, type SeedState } from "../../../proto/mod.ts";

/** Where a seed can be sown, of which blueprint, and its multiply-adds for an example. */
export interface Place {
  readonly slot: string;
  readonly blueprint: string;
  readonly cost: number;
  /** Squared gradient of its weights, if it was measured. */
  readonly promise?: number | undefined;
}

/** What Kasmina puts before the name of a blueprint that fits a slot. */
const PREFIX = "multiply_adds.";

/** What Kasmina puts before the name of a blueprint that was measured in a slot. */
const MEASURED = "squared_gradient.";

/** Returns the place that costs least, the first of equals; undefined without any. */
export function cheapest(places: readonly Place[]): Place | undefined {
  return best(places, ({ cost }) => -cost);
}

/**
 * Returns the place whose squared gradient is largest for its multiply-adds, the first of equals; the cheapest, if one of
 * them was not measured.
 */
export function mostPromising(places: readonly Place[]): Place | undefined {
  if (places.some(({ promise }) => promise === undefined)) return cheapest(places);
  return best(places, ({ promise = 0, cost }) => promise / Math.max(1, cost));
}

function best(places: readonly Place[], score: (place: Place) => number): Place | undefined {
  return places.reduce<Place | undefined>(
    (first, place) => (first && score(first) >= score(place) ? first : place),
    undefined,
  );
}

/** Returns all places for some blueprints in empty slots. */
export function placesIn(
  seeds: readonly SeedState[],
  blueprints: readonly string[],
): readonly Place[] {
  return seeds
    .filter(({ stage }) => stage === SeedLifecycleStage.SEED_STAGE_DORMANT)
    .flatMap(({ seedId, metrics }) =>
      blueprints.flatMap((blueprint) => {
        const cost = metrics?.[PREFIX + blueprint];
        const promise = metrics?.[MEASURED + blueprint];
        return cost === undefined ? [] : [{ slot: seedId ?? "", blueprint, cost, promise }];
      }),
    );
}
