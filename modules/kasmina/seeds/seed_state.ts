import type { KasminaParts } from "../../../core/mod.ts";
import { SeedLifecycleStage, type SeedState } from "../../../proto/mod.ts";
import { type Blueprint, misfitOf } from "./blueprint.ts";
import type { SlotState } from "./slot_state.ts";

/**
 * Describes a slot to the controller.
 *
 * @param loss The network's loss in the last epoch.
 * @param maxRise Relative rise of the loss since grafting at which the risk is 1.
 */
export function seedStateOf(
  slotState: SlotState,
  rates: KasminaParts["rates"],
  loss: number | undefined,
  maxRise: number,
  blueprints: Readonly<Record<string, Blueprint>> = {},
): SeedState {
  const { slot, stage, counts, ownLoss, seed } = slotState;
  const before = seed?.before?.loss;
  const rise = loss === undefined || before === undefined ? 0 : (loss - before) / Math.abs(before);
  return {
    seedId: slot.name,
    stage,
    gradientNorm: counts.gradientNorm,
    learningRate: slotState.grouped ? rates.rateOf(slotState.group) : 0,
    layerDepth: slot.depth,
    metrics: {
      ...(stage === SeedLifecycleStage.SEED_STAGE_BLENDING && { alpha: slotState.alpha }),
      ...costsOf(slotState, blueprints),
      ...(seed?.trial && { trial_gain: seed.trial.gain }),
      ...(slotState.learnsAlone && Number.isFinite(ownLoss.mean) && { loss: ownLoss.mean }),
    },
    ageEpochs: slotState.ageEpochs,
    riskScore: riskOf(rise, maxRise),
  };
}

/** Multiply-adds of an example: of the seed, or of each blueprint that fits an empty slot and tells them. */
function costsOf(
  { slot, stage, seed, promises }: SlotState,
  blueprints: Readonly<Record<string, Blueprint>>,
): Readonly<Record<string, number>> {
  if (seed && !seed.network.isDisposed) return { multiply_adds: seed.network.multiplyAdds.forward };
  if (stage !== SeedLifecycleStage.SEED_STAGE_DORMANT) return {};
  const costs = Object.entries(blueprints).flatMap(([name, blueprint]) => {
    if (misfitOf(blueprint, slot) !== undefined) return [];
    const cost = blueprint.multiplyAdds?.(slot.shape, slot.beside);
    return cost === undefined ? [] : [[`multiply_adds.${name}`, cost] as const];
  });
  const measured = Object.entries(promises).map(([name, value]) => [
    `squared_gradient.${name}`,
    value,
  ]);
  return Object.fromEntries([...costs, ...measured]);
}

/** Returns 0 for no rise and 1 for `maxRise` or a loss that is not finite. */
function riskOf(rise: number, maxRise: number): number {
  if (!(rise < Number.POSITIVE_INFINITY)) return 1;
  if (rise <= 0) return 0;
  return Math.min(1, rise / Math.max(maxRise, Number.MIN_VALUE));
}
