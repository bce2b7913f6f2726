import type { PassReport, SeedStory } from "../../../core/mod.ts";
import { formatCount, formatMeasure } from "../_format/mod.ts";
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

/** What became of a seed, in a report as JSON. Measures are the validation's, or the training's without one. */
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
  /** What the network measured before the seed was grafted in; null where it never was. */
  readonly before: Readonly<Record<string, number | null>> | null;
  /** What it measured in the last epoch with the seed. */
  readonly after: Readonly<Record<string, number | null>> | null;
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
  };
}

/** What became of a seed in a few lines: what it was and gained, then when it came to each stage, and why. */
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
  ];
}

const STAGE_WIDTH = 13;

function gainText({ before, after }: SeedStory): string {
  if (!before || !after) return "";
  const gains = measuresOf(before).map(([name, value]) => {
    const now = new Map(measuresOf(after)).get(name) ?? Number.NaN;
    return `${oneLine(name)} ${formatMeasure(name, value)} to ${formatMeasure(name, now)}`;
  });
  return `; ${gains.join(", ")}`;
}

function measuresOf({ loss, metrics }: PassReport): readonly (readonly [string, number])[] {
  return [["loss", loss], ...Object.entries(metrics)];
}

function numbersOf(pass: PassReport): Record<string, number | null> {
  return Object.fromEntries(
    measuresOf(pass).map(([name, value]) => [name, Number.isFinite(value) ? value : null]),
  );
}

/** `SEED_STAGE_TRAINING` as `training`. */
function stageText(stage: string): string {
  return stage.replace("SEED_STAGE_", "").toLowerCase();
}
