import { SeedLifecycleStage, type SeedState } from "../../../proto/mod.ts";

/** Where a seed can be sown, of which blueprint, and its multiply-adds for an example. */
export interface Place {
  readonly slot: string;
  readonly blueprint: string;
  readonly cost: number;
}

/** What Kasmina puts before the name of a blueprint that fits a slot. */
const PREFIX = "multiply_adds.";

/** Returns the places for some blueprints in empty slots that cost least, the first of equals; undefined if there is none. */
export function cheapest(
  seeds: readonly SeedState[],
  blueprints: readonly string[],
  isFree: (place: Place) => boolean = () => true,
): Place | undefined {
  const places = placesIn(seeds, blueprints).filter(isFree);
  return places.reduce<Place | undefined>(
    (best, place) => (best && best.cost <= place.cost ? best : place),
    undefined,
  );
}

/** All places for some blueprints in empty slots. */
function placesIn(seeds: readonly SeedState[], blueprints: readonly string[]): readonly Place[] {
  return seeds
    .filter(({ stage }) => stage === SeedLifecycleStage.SEED_STAGE_DORMANT)
    .flatMap(({ seedId, metrics }) =>
      blueprints.flatMap((blueprint) => {
        const cost = metrics?.[PREFIX + blueprint];
        return cost === undefined ? [] : [{ slot: seedId ?? "", blueprint, cost }];
      }),
    );
}
