import type { PassReport, SeedStory } from "../../../core/mod.ts";
import { formatCount, formatMetric, formatMultiplyAdds, formatPercent } from "../_format/mod.ts";
import { oneLine } from "../_terminal/mod.ts";

/**
 * Formats the history of a seed: blueprint and gain, each stage with its time and reason, and its share of the
 * gradient.
 */
export function seedLines(story: SeedStory): readonly string[] {
  const { seed, generation, blueprint, parameterCount, stages } = story;
  const name = generation === 1 ? seed : `${seed}, seed ${generation} there`;
  const last = `${stageText(stages.at(-1)?.stage ?? "")}${fossilText(story)}`;
  return [
    `${oneLine(name)}: ${oneLine(blueprint)} of ${formatCount(parameterCount)} numbers, ${last}${gainText(story)}`,
    ...stages.map(
      ({ stage, epoch, reason }) =>
        `  ${stageText(stage).padEnd(STAGE_WIDTH)} after epoch ${epoch}: ${oneLine(reason)}`,
    ),
    ...gradientLines(story),
    ...trialLines(story),
    ...costLines(story),
  ];
}

const STAGE_WIDTH = 13;

/** Empty for a seed that was not tried. */
function trialLines({ trial }: SeedStory): readonly string[] {
  if (!trial) return [];
  const { step, steps, lossWithout, lossWith, gain, trainingGain, minGain } = trial;
  const { kept, brokenOff } = trial;
  const trained = trainingGain === undefined ? "" : `, training loss ${surely(trainingGain)}`;
  const loss = (value: number) => formatMetric("loss", value);
  const found =
    brokenOff === undefined
      ? `${loss(lossWith)} with it${trained}; gain ${formatPercent(gain)} of at least ${formatPercent(minGain)}: ${kept ? "kept" : "taken out"}`
      : `taken out: ${oneLine(brokenOff)}`;
  return [
    `  ${"trial".padEnd(STAGE_WIDTH)} from step ${formatCount(step)}, ${formatCount(steps)} steps each: loss ${loss(lossWithout)} without it, ${found}`,
  ];
}

/** What is sure of a loss that fell by at least this share. */
const surely = (gain: number): string =>
  gain > 0 ? `lower by ${formatPercent(gain)} at least` : "not surely lower";

/** Empty if the cost is not known. */
function costLines({ multiplyAdds }: SeedStory): readonly string[] {
  if (multiplyAdds === undefined) return [];
  return [`  ${"cost".padEnd(STAGE_WIDTH)} ${formatMultiplyAdds(multiplyAdds)}`];
}

/** Empty for a seed that was never grafted. */
function gradientLines({ influence }: SeedStory): readonly string[] {
  if (!influence) return [];
  const { steps, share, cosine, conflicts, dropped } = influence;
  const left = dropped > 0 ? `, left out of ${formatCount(dropped)}` : "";
  const part = `${formatPercent(share)} of the lengths added, cosine to the host's ${cosine.toFixed(2)}`;
  return [
    `  ${"gradient".padEnd(STAGE_WIDTH)} ${part}, against it in ${formatCount(conflicts)} of ${formatCount(steps)} measured steps${left}`,
  ];
}

/** Whether a seed that became a part of the network still learns. */
function fossilText({ stages, trained }: SeedStory): string {
  if (stages.at(-1)?.stage !== "SEED_STAGE_FOSSILIZED") return "";
  return trained ? " and still trained" : " and frozen";
}

function gainText({ before, after }: SeedStory): string {
  if (!before || !after) return "";
  const gains = metricsOf(before).map(([name, value]) => {
    const now = new Map(metricsOf(after)).get(name) ?? Number.NaN;
    return `${oneLine(name)} ${formatMetric(name, value)} to ${formatMetric(name, now)}`;
  });
  return `; ${gains.join(", ")}`;
}

function metricsOf({ loss, metrics }: PassReport): readonly (readonly [string, number])[] {
  return [["loss", loss], ...Object.entries(metrics)];
}

/** `SEED_STAGE_TRAINING` as `training`. */
function stageText(stage: string): string {
  return stage.replace("SEED_STAGE_", "").toLowerCase();
}
