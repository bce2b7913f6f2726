import type { ParameterGroups } from "../arena/parameter_groups.ts";
import type { Services } from "../container/services.ts";
import { spreadExamples } from "../data/spread_examples.ts";
import type { DataSplits } from "../ports/dataset.ts";
import type { KasminaParts } from "../ports/kasmina.ts";
import { NO_SEEDS, type SeedTraining } from "../ports/seed_training.ts";
import { RandomStream } from "../random.ts";

/** What Kasmina is attached with. */
export interface OpenSeedsParts
  extends Omit<KasminaParts, "groups" | "objective" | "random" | "examples"> {
  readonly groups: ParameterGroups;
  readonly services: Pick<Services, "kasmina" | "objective">;
  readonly settings: { readonly seed: number; readonly batchSize: number };
  readonly splits: DataSplits;
}

/** Attaches Kasmina to the host's slots. Disposes the groups if that fails. */
export function openSeeds({ services, settings, splits, ...own }: OpenSeedsParts): SeedTraining {
  const { kasmina, objective } = services;
  const random = (name: string) => new RandomStream(settings.seed, name);
  const examples = (most: number) => spreadExamples(splits.train, most, settings.batchSize);
  try {
    return kasmina.attach?.({ ...own, objective, random, examples }) ?? NO_SEEDS;
  } catch (error) {
    own.groups.dispose();
    throw error;
  }
}
