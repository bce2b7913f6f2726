import { SeedLifecycleStage, type SystemStatePacket } from "../../../proto/mod.ts";
import type { CheckedGrowthOptions, GrowthTrialOptions } from "./options.ts";
import type { Place } from "./places.ts";
import type { GrowthState } from "./state.ts";

const {
  SEED_STAGE_DORMANT,
  SEED_STAGE_TRAINING,
  SEED_STAGE_CULLED,
  SEED_STAGE_EMBARGOED,
  SEED_STAGE_RESETTING,
} = SeedLifecycleStage;

/** Stages of a slot whose seed is gone. */
const GONE: readonly SeedLifecycleStage[] = [
  SEED_STAGE_DORMANT,
  SEED_STAGE_CULLED,
  SEED_STAGE_EMBARGOED,
  SEED_STAGE_RESETTING,
];

/** Share of a trial's steps over which a seed is blended in. */
const BLEND_SHARE = 0.2;

/** Steps of each branch of a trial in a run of so many. */
function stepsOf({ minSteps, share }: Required<GrowthTrialOptions>, runSteps: number): number {
  return Math.max(minSteps, Math.round(share * runSteps));
}

/** Has seeds tried as they are grafted in, and counts the trials that fail. */
export class Trials {
  readonly #options: Pick<CheckedGrowthOptions, "trial" | "blendSteps">;
  #runSteps = 0;
  #blueprints = new Map<string, string>();
  #tried = new Set<string>();
  #failures = 0;

  constructor(options: Pick<CheckedGrowthOptions, "trial" | "blendSteps">) {
    this.#options = options;
  }

  /** Whether another seed may be sown: none is about to be tried, and not too many failed. */
  get leaveRoom(): boolean {
    const { trial } = this.#options;
    return !trial || (this.#tried.size === 0 && this.#failures < trial.mostFailures);
  }

  /** Takes a packet. Returns slot and blueprint of each seed whose trial has failed since. */
  observe({
    trainingMetrics,
    seedStates,
  }: SystemStatePacket): readonly (readonly [string, string])[] {
    this.#runSteps = trainingMetrics.run_steps ?? 0;
    const failed: (readonly [string, string])[] = [];
    for (const { seedId, stage } of seedStates) {
      const slot = seedId ?? "";
      // In TRAINING, a gate did not let it go on to its trial.
      if (!this.#tried.delete(slot) || stage === SEED_STAGE_TRAINING) continue;
      if (!GONE.includes(stage ?? SEED_STAGE_DORMANT)) continue;
      this.#failures += 1;
      failed.push([slot, this.#blueprints.get(slot) ?? ""]);
    }
    return failed;
  }

  /** Notes what is sown. */
  sown({ slot, blueprint }: Pick<Place, "slot" | "blueprint">): void {
    this.#blueprints.set(slot, blueprint);
  }

  /** Parameters with which a seed is sown: its rate is warm, and its share is whole, long before it is judged. */
  get sowing(): Readonly<Record<string, number>> {
    const { trial } = this.#options;
    return trial ? { max_warmup_steps: Math.ceil(stepsOf(trial, this.#runSteps) / 2) } : {};
  }

  /** Parameters with which the seed of a slot is grafted in. */
  graftingOf(slot: string): Readonly<Record<string, number>> | undefined {
    const { trial, blendSteps } = this.#options;
    if (!trial) return blendSteps === undefined ? undefined : { blend_steps: blendSteps };
    this.#tried.add(slot);
    const steps = stepsOf(trial, this.#runSteps);
    const blend = blendSteps ?? Math.ceil(BLEND_SHARE * steps);
    return { blend_steps: blend, trial_steps: steps, min_gain: trial.minGain };
  }

  /** All that it remembers. */
  state(): Pick<GrowthState, "blueprints" | "tried" | "failures"> {
    return {
      blueprints: Object.fromEntries(this.#blueprints),
      tried: [...this.#tried],
      failures: this.#failures,
    };
  }

  /** Goes back to a {@link state}. */
  restore({ blueprints, tried, failures }: ReturnType<Trials["state"]>): void {
    this.#blueprints = new Map(Object.entries(blueprints));
    this.#tried = new Set(tried);
    this.#failures = failures;
  }
}
