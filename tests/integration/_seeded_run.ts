import type { RunOptions, RunReport, SeedStory } from "../../core/mod.ts";
import type { ContainerModule } from "../../deps.ts";
import {
  arrays,
  cnn,
  type Modules,
  manualClock,
  memory,
  mlp,
  type PolicyCommand,
  SpanRecorder,
  silent,
  type TamiyoPolicy,
  tamiyoInProcess,
} from "../../modules/mod.ts";
import { CommandType, type SeedOperation } from "../../proto/mod.ts";
import {
  spiral,
  type TrainerChanges,
  trainerOf,
  weightsOf,
} from "../_support/training/training.ts";

/** Slots behind both hidden layers of a perceptron with dropout. */
export const perceptron = (slots = true): ContainerModule =>
  mlp({ inputShape: [2], hidden: [6, 5], classes: 3, dropout: 0.2, slots });

/** Slots behind both convolutions of a network with batch norm and dropout. */
export const convolutions = (slots = true): ContainerModule =>
  cnn({
    inputShape: [4, 4, 1],
    filters: [2, 3],
    units: 5,
    classes: 3,
    batchNorm: true,
    dropout: 0.2,
    slots,
  });

/** Noisy images in three classes. */
export function images(size: number) {
  const pixels = Float32Array.from({ length: size * 16 }, (_, at) =>
    Math.sin(at * 1.7 + (Math.floor(at / 16) % 3) * (at % 5)),
  );
  return {
    inputs: { image: { values: pixels, shape: [4, 4, 1] } },
    targets: {
      label: { values: Int32Array.from({ length: size }, (_, at) => at % 3), classes: 3 },
    },
  };
}

/** What is asked of a seed at the end of which epoch, in the slot `seed`. */
export type Script = Readonly<Record<number, SeedOperation>>;

/** A controller that asks for operations on one seed by a script. */
export function scripted(script: Script, seed: string, blueprintId: string): TamiyoPolicy {
  return {
    name: "script",
    decide: ({ currentEpoch }): PolicyCommand | undefined => {
      const operation = script[currentEpoch];
      if (operation === undefined) return undefined;
      return {
        commandType: CommandType.COMMAND_SEED,
        targetSeedId: seed,
        seedOperation: { operation, blueprintId },
        annotations: { reason: `epoch ${currentEpoch}` },
      };
    },
  };
}

/** A run with or without seeds, and what came of it. */
export interface SeededRun {
  readonly report: RunReport;
  readonly stories: readonly SeedStory[];
  /** Weights of the host by name. */
  readonly weights: Record<string, number[]>;
  readonly recorder: SpanRecorder;
}

/** Trains on a clock that stands still, so that no boundary is ever late. */
export async function seededRun(
  epochs: number,
  {
    policy,
    modules = [],
    run = {},
    ...changes
  }: TrainerChanges & {
    readonly policy?: TamiyoPolicy;
    readonly modules?: readonly Modules[];
    readonly run?: Omit<RunOptions, "epochs">;
  },
): Promise<SeededRun> {
  const recorder = new SpanRecorder();
  const control = policy ? [tamiyoInProcess({ policy })] : [];
  await using trainer = trainerOf({
    host: perceptron(),
    data: arrays(spiral(60)),
    modules: [manualClock(), silent(), memory(recorder), ...control, ...modules],
    batchSize: 12,
    ...changes,
  });
  const report = await trainer.run({ epochs, ...run });
  return { report, stories: report.seeds, weights: weightsOf(await trainer.host()), recorder };
}
