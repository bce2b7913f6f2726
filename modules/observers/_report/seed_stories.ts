import type { PassReport, SeedInfluence, SeedStory } from "../../../core/mod.ts";
import { formatCount, formatMetric, formatPercent } from "../_format/mod.ts";
import { oneLine } from "../_terminal/mod.ts";

/** A stage of a seed in a report as JSON. */
export interface JsonSeedStage {
  /** Name of a Leyline `SeedLifecycleStage`. */
  readonly stage: string;
  /** Epochs completed when the seed came to it. */
  readonly epoch: number;
  /** Updates done when the seed came to it. */
  readonly step: number;
  /** Why, in words. */
  readonly reason: string;
}

/** What came to weights through a seed while it was grafted in and trained, in a report as JSON: means over its steps. */
export interface JsonSeedGradient {
  /** How many they were. */
  readonly steps: number;
  /** Norm at full share; null if it was never finite, as the next two are. */
  readonly norm: number | null;
  /** Part of the lengths that were added, from 0 to 1. */
  readonly share: number | null;
  /** Cosine of the angle to the host's gradient. */
  readonly cosine: number | null;
  /** Steps in which it pointed against the host's. */
  readonly conflicts: number;
  /** Steps in which it was left out, as it was not finite. */
  readonly dropped: number;
}

/** What became of a seed, in a report as JSON. Metrics are the validation's, or the training's without one. */
export interface JsonSeed {
  /** The slot that it grew in. */
  readonly seed: string;
  /** Which seed of its slot it is, from 1. */
  readonly generation: number;
  /** What it was built from. */
  readonly blueprint: string;
  /** Numbers that it has. */
  readonly parameters: number;
  /** Its stages in order; the last is the one that it is in. */
  readonly stages: readonly JsonSeedStage[];
  /** What the network measured before the seed was grafted in; null if it never was. */
  readonly before: Readonly<Record<string, number | null>> | null;
  /** What it measured in the last epoch with the seed. */
  readonly after: Readonly<Record<string, number | null>> | null;
  /** What came to weights through it; null if it never was grafted in. */
  readonly gradient: JsonSeedGradient | null;
}

/** What became of a seed as plain data. */
export function seedToJson(story: SeedStory): JsonSeed {
  return {
    seed: story.seed,
    generation: story.generation,
    blueprint: story.blueprint,
    parameters: story.parameterCount,
    stages: story.stages.map(({ stage, epoch, step, reason }) => ({ stage, epoch, step, reason })),
    before: story.before ? numbersOf(story.before) : null,
    after: story.after ? numbersOf(story.after) : null,
    gradient: story.influence ? gradientToJson(story.influence) : null,
  };
}

function gradientToJson(influence: SeedInfluence): JsonSeedGradient {
  const { steps, norm, share, cosine, conflicts, dropped } = influence;
  return {
    steps,
    norm: finite(norm),
    share: finite(share),
    cosine: finite(cosine),
    conflicts,
    dropped,
  };
}

/**
 * What became of a seed in a few lines: what it was and gained, when it came to each stage, and why; then what came to
 * weights through it.
 */
export function seedLines(story: SeedStory): readonly string[] {
  const { seed, generation, blueprint, parameterCount, stages } = story;
  const name = generation === 1 ? seed : `${seed}, seed ${generation} there`;
  const last = stageText(stages.at(-1)?.stage ?? "");
  return [
    `${oneLine(name)}: ${oneLine(blueprint)} of ${formatCount(parameterCount)} numbers, ${last}${gainText(story)}`,
    ...stages.map(
      ({ stage, epoch, reason }) =>
        `  ${stageText(stage).padEnd(STAGE_WIDTH)} after epoch ${epoch}: ${oneLine(reason)}`,
    ),
    ...gradientLines(story),
  ];
}

const STAGE_WIDTH = 13;

/** Nothing of a seed that never was grafted in. */
function gradientLines({ influence }: SeedStory): readonly string[] {
  if (!influence) return [];
  const { steps, share, cosine, conflicts, dropped } = influence;
  const left = dropped > 0 ? `, left out of ${formatCount(dropped)}` : "";
  const part = `${formatPercent(share)} of the lengths added, cosine to the host's ${cosine.toFixed(2)}`;
  return [
    `  ${"gradient".padEnd(STAGE_WIDTH)} ${part}, against it in ${formatCount(conflicts)} of ${formatCount(steps)} steps${left}`,
  ];
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

function numbersOf(pass: PassReport): Record<string, number | null> {
  return Object.fromEntries(metricsOf(pass).map(([name, value]) => [name, finite(value)]));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** `SEED_STAGE_TRAINING` as `training`. */
function stageText(stage: string): string {
  return stage.replace("SEED_STAGE_", "").toLowerCase();
}
