import type { KasminaParts } from "../../../core/mod.ts";
import { SeedLifecycleStage, type SeedState } from "../../../proto/mod.ts";
import type { Plot } from "./plot.ts";

/**
 * A plot as the controller sees it.
 *
 * @param loss The network's loss in the last epoch.
 * @param maxRise Share of a rise of the loss since the seed was grafted in that makes its risk 1.
 */
export function seedStateOf(
  plot: Plot,
  rates: KasminaParts["rates"],
  loss: number | undefined,
  maxRise: number,
): SeedState {
  const { slot, stage, counts, ownLoss, seed } = plot;
  const before = seed?.before?.loss;
  const rise = loss === undefined || before === undefined ? 0 : (loss - before) / Math.abs(before);
  return {
    seedId: slot.name,
    stage,
    gradientNorm: counts.gradientNorm,
    learningRate: plot.grouped ? rates.rateOf(plot.group) : 0,
    layerDepth: slot.depth,
    metrics: {
      ...(stage === SeedLifecycleStage.SEED_STAGE_BLENDING && { alpha: plot.alpha }),
      ...(plot.learnsAlone && Number.isFinite(ownLoss.mean) && { loss: ownLoss.mean }),
    },
    ageEpochs: plot.ageEpochs,
    riskScore: riskOf(rise, maxRise),
  };
}

/** From 0 for no rise to 1; a loss that is not finite is all the risk that there is. */
function riskOf(rise: number, maxRise: number): number {
  if (!(rise < Number.POSITIVE_INFINITY)) return 1;
  if (rise <= 0) return 0;
  return Math.min(1, rise / Math.max(maxRise, Number.MIN_VALUE));
}
