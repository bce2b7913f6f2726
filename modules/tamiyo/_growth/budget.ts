import { SeedLifecycleStage, type SystemStatePacket } from "../../../proto/mod.ts";
import { cheapest, placesIn } from "./places.ts";
import type { GrowthState, Place } from "./state.ts";

/** Passes through a seed in a step: forward, and the gradients of its weights and its input. */
const PASSES = 3;

/** Decides which seeds a run can still afford, by what it has computed so far. */
export class Budget {
  readonly #limit: number;
  readonly #blueprints: readonly string[];
  #before: Place | undefined;
  /** Multiply-adds of the whole run at the rate of its first interval. */
  #small: number | undefined;
  /** Multiply-adds of the rest of the run, as far as it is known. */
  #ahead = 0;

  /**
   * @param limit Share of what the network would take with a seed in each slot from the first step on.
   * @param blueprints What is grown.
   */
  constructor(limit: number, blueprints: readonly string[]) {
    this.#limit = limit;
    this.#blueprints = blueprints;
  }

  /** Takes a packet. Returns the share of the run since the one before. */
  observe({ trainingMetrics, seedStates }: SystemStatePacket): number {
    const {
      run_share: share = 0,
      run_examples: examples = 0,
      multiply_adds: all = 0,
    } = trainingMetrics;
    // What a trial took is not taken again in the steps to come.
    const computed = all - (trainingMetrics.trial_multiply_adds ?? 0);
    const { share: shareBefore, computed: computedBefore } = this.#before ?? {
      share: 0,
      computed: 0,
    };
    const interval = Math.max(0, share - shareBefore);
    const rate = interval > 0 ? (computed - computedBefore) / interval : 0;
    this.#small ??= rate;
    // A seed that was sown just before has not computed in the whole of the last interval.
    const sown = seedStates
      .filter(({ stage }) => stage !== SeedLifecycleStage.SEED_STAGE_DORMANT)
      .reduce((sum, { metrics }) => sum + (metrics?.multiply_adds ?? 0), 0);
    this.#ahead = Math.max(rate, this.#small + PASSES * examples * sown) * (1 - share);
    this.#before = { share, computed };
    return interval;
  }

  /**
   * Whether a seed of `cost` multiply-adds for an example can be trained to the end of the run. Where the network does
   * not tell its multiply-adds, everything can.
   */
  affords({ trainingMetrics, seedStates }: SystemStatePacket, cost: number): boolean {
    const {
      run_share: share = 0,
      run_examples: examples = 0,
      multiply_adds: computed = 0,
    } = trainingMetrics;
    if (computed === 0 || this.#small === undefined) return true;
    const slots = seedStates.map(
      (seed) =>
        cheapest(placesIn([seed], this.#blueprints))?.cost ?? seed.metrics?.multiply_adds ?? 0,
    );
    const full = this.#small + PASSES * examples * slots.reduce((sum, one) => sum + one, 0);
    const projected = computed + this.#ahead + PASSES * examples * cost * (1 - share);
    // The ahead of this packet has the seeds that come with it, too.
    if (projected > this.#limit * full) return false;
    this.#ahead += PASSES * examples * cost * (1 - share);
    return true;
  }

  /** All that it remembers. */
  state(): Pick<GrowthState, "before" | "small"> {
    return { before: this.#before ?? null, small: this.#small ?? null };
  }

  /** Goes back to a {@link state}; the next packet says the rest. */
  restore({ before, small }: Pick<GrowthState, "before" | "small">): void {
    this.#before = before ?? undefined;
    this.#small = small ?? undefined;
    this.#ahead = 0;
  }
}
