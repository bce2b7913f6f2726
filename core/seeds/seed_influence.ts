import { z } from "../../deps.ts";
import { describeCombination } from "../gradients/describe_combination.ts";
import type { Combination, TaskGradientReport } from "../ports/reports/aggregation_report.ts";
import type { SeedInfluence } from "../ports/reports/seed_report.ts";
import type { GraftedSeed } from "../ports/seed_training.ts";
import { count } from "../state/schemas.ts";

/** Sums over the steps in which a seed was a task. */
interface Sums {
  steps: number;
  norm: number;
  share: number;
  cosine: number;
  conflicts: number;
  dropped: number;
}

/** What a seed has come to, as it is written down. */
interface SavedSums extends Sums, Pick<GraftedSeed, "seed" | "generation"> {}

/** Shape of {@link SeedInfluences.state}. */
export const SeedInfluencesSchema: z.ZodType<readonly SavedSums[]> = z.array(
  z.strictObject({
    seed: z.string(),
    generation: count,
    steps: count,
    norm: z.number(),
    share: z.number(),
    cosine: z.number(),
    conflicts: count,
    dropped: count,
  }),
);

/** How much reaches the weights through each seed, over some steps. */
export class SeedInfluences {
  readonly #sums = new Map<string, Sums>();
  readonly #seeds = new Map<string, Pick<GraftedSeed, "seed" | "generation">>();

  /** Adds a step. */
  observe(combination: Combination, grafted: readonly GraftedSeed[]): void {
    const { tasks } = describeCombination(combination);
    for (const { group, seed, generation } of grafted) {
      const task = tasks.find(({ name }) => name === group);
      if (!task) continue;
      const key = keyOf(seed, generation);
      const sums = this.#sums.get(key) ?? fresh();
      add(sums, task);
      this.#sums.set(key, sums);
      this.#seeds.set(key, { seed, generation });
    }
  }

  /** Everything noted so far. */
  state(): SavedSums[] {
    return [...this.#seeds].map(([key, seed]) => ({ ...seed, ...(this.#sums.get(key) as Sums) }));
  }

  /** Goes back to a {@link state}. */
  restore(saved: readonly SavedSums[]): void {
    this.#sums.clear();
    this.#seeds.clear();
    for (const { seed, generation, ...sums } of saved) {
      this.#sums.set(keyOf(seed, generation), { ...sums });
      this.#seeds.set(keyOf(seed, generation), { seed, generation });
    }
  }

  /** Means so far, in the order in which the seeds came. */
  get all(): readonly SeedInfluence[] {
    return [...this.#seeds].map(([key, seed]) => ({
      ...seed,
      ...meansOf(this.#sums.get(key) as Sums),
    }));
  }

  /** Means of one seed; `undefined` if it never was a task. */
  of(seed: string, generation: number): SeedInfluence | undefined {
    return this.all.find((one) => keyOf(one.seed, one.generation) === keyOf(seed, generation));
  }
}

function add(sums: Sums, { norm, share, hostCosine = 0 }: TaskGradientReport): void {
  sums.steps += 1;
  if (Number.isNaN(norm)) {
    sums.dropped += 1;
    return;
  }
  sums.norm += norm;
  sums.share += share;
  sums.cosine += hostCosine;
  if (hostCosine < 0) sums.conflicts += 1;
}

function meansOf({ steps, norm, share, cosine, conflicts, dropped }: Sums) {
  const counted = steps - dropped;
  const mean = (sum: number) => (counted > 0 ? sum / counted : Number.NaN);
  return { steps, norm: mean(norm), share: mean(share), cosine: mean(cosine), conflicts, dropped };
}

function fresh(): Sums {
  return { steps: 0, norm: 0, share: 0, cosine: 0, conflicts: 0, dropped: 0 };
}

function keyOf(seed: string, generation: number): string {
  return `${seed}/${generation}`;
}
