import { z } from "../../deps.ts";
import type { GraftedSeed } from "../ports/seed_training.ts";
import type { SeedInfluence } from "../report.ts";
import type { Combination } from "./combination.ts";
import { describeCombination, type TaskGradientReport } from "./describe.ts";

/** Sums over the steps in which a seed was a task. */
interface Sums {
  readonly seed: string;
  readonly generation: number;
  readonly steps: number;
  readonly norm: number;
  readonly share: number;
  readonly cosine: number;
  readonly conflicts: number;
  readonly dropped: number;
}

/** All that {@link SeedInfluences} remembers, as plain JSON. */
export type InfluencesState = readonly Sums[];

const count = z.int().min(0);

/** Rules of {@link InfluencesState}. */
export const InfluencesSchema: z.ZodType<InfluencesState> = z.array(
  z.strictObject({
    seed: z.string(),
    generation: z.int().min(1),
    steps: count,
    norm: z.number().min(0),
    share: z.number().min(0),
    cosine: z.number(),
    conflicts: count,
    dropped: count,
  }),
);

/** What comes to the weights through each seed, over some steps. */
export class SeedInfluences {
  /** By slot and generation, in the order in which the seeds came. */
  readonly #sums = new Map<string, Sums>();

  /** Takes note of a step. */
  observe(combination: Combination, grafted: readonly GraftedSeed[]): void {
    const { tasks } = describeCombination(combination);
    for (const { group, seed, generation } of grafted) {
      const task = tasks.find(({ name }) => name === group);
      if (!task) continue;
      const key = keyOf(seed, generation);
      this.#sums.set(key, added(this.#sums.get(key) ?? fresh(seed, generation), task));
    }
  }

  /** Means so far, in the order in which the seeds came. */
  get all(): readonly SeedInfluence[] {
    return [...this.#sums.values()].map(meansOf);
  }

  /** Means of one seed; undefined where it never was a task. */
  of(seed: string, generation: number): SeedInfluence | undefined {
    const sums = this.#sums.get(keyOf(seed, generation));
    return sums && meansOf(sums);
  }

  /** Forgets all. */
  reset(): void {
    this.#sums.clear();
  }

  state(): InfluencesState {
    return [...this.#sums.values()];
  }

  /** Puts it back to `state`. */
  restore(state: InfluencesState): void {
    this.#sums.clear();
    for (const sums of state) this.#sums.set(keyOf(sums.seed, sums.generation), sums);
  }
}

function added(sums: Sums, { norm, share, hostCosine = 0 }: TaskGradientReport): Sums {
  const steps = sums.steps + 1;
  if (Number.isNaN(norm)) return { ...sums, steps, dropped: sums.dropped + 1 };
  return {
    ...sums,
    steps,
    norm: sums.norm + norm,
    share: sums.share + share,
    cosine: sums.cosine + hostCosine,
    conflicts: sums.conflicts + (hostCosine < 0 ? 1 : 0),
  };
}

function meansOf({ norm, share, cosine, ...counts }: Sums): SeedInfluence {
  const counted = counts.steps - counts.dropped;
  const mean = (sum: number) => (counted > 0 ? sum / counted : Number.NaN);
  return { ...counts, norm: mean(norm), share: mean(share), cosine: mean(cosine) };
}

function fresh(seed: string, generation: number): Sums {
  return { seed, generation, steps: 0, norm: 0, share: 0, cosine: 0, conflicts: 0, dropped: 0 };
}

function keyOf(seed: string, generation: number): string {
  return `${seed}/${generation}`;
}
