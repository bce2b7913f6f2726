import type { RunOptions, RunReport, StepReport, TrialReport } from "../../core/mod.ts";
import {
  adamw,
  arrays,
  constant,
  type Modules,
  manualClock,
  type PolicyCommand,
  type SeedsOptions,
  seeds,
  silent,
  type TamiyoPolicy,
  tamiyoInProcess,
} from "../../modules/mod.ts";
import { CommandType, SeedOperation } from "../../proto/mod.ts";
import {
  spiral,
  type TrainerChanges,
  trainerOf,
  watching,
  weightsOf,
} from "../_support/training/training.ts";
import { perceptron } from "./_seeded_run.ts";

const { SEED_OP_GERMINATE, SEED_OP_START_GRAFTING, SEED_OP_CULL } = SeedOperation;

/** Steps of an epoch: 60 examples in batches of 12. */
export const EPOCH = 5;

/** What is asked of the seed in "hidden1" after which epoch. */
export type Script = Readonly<Record<number, NonNullable<PolicyCommand["seedOperation"]>>>;

export const SOWN = {
  operation: SEED_OP_GERMINATE,
  blueprintId: "residual",
  parameters: { train: 1 },
};

/** Sown after the first epoch, beside the host in the third, tried from step 15 on for seven steps each: beyond an epoch's end. */
const tried = (minGain: number): Script => ({
  1: SOWN,
  3: {
    operation: SEED_OP_START_GRAFTING,
    parameters: { trial_steps: 7, min_gain: minGain, blend_steps: 3 },
  },
});

/** No seed can do better by the factor of 9, each does better than with a ninefold rise. */
export const KEPT: Script = tried(-9);
export const LOST: Script = tried(9);

/** The same without a trial. */
export const GRAFTED: Script = {
  ...KEPT,
  3: { operation: SEED_OP_START_GRAFTING, parameters: { blend_steps: 3 } },
};
export const CULLED: Script = { ...KEPT, 3: { operation: SEED_OP_CULL } };

export function scripted(script: Script): TamiyoPolicy {
  return {
    name: "script",
    decide: ({ currentEpoch }) =>
      script[currentEpoch] && {
        commandType: CommandType.COMMAND_SEED,
        targetSeedId: "hidden1",
        seedOperation: script[currentEpoch],
      },
    // It remembers nothing, and says so: nothing is lost with it.
    state: () => null,
    restore: () => {},
  };
}

interface TriedRun extends Omit<TrainerChanges, "modules"> {
  /** What the controller asks for. @default `modules` have a controller */
  readonly script?: Script;
  readonly run?: Partial<RunOptions>;
  readonly modules?: readonly Modules[];
  readonly seeds?: SeedsOptions;
  readonly onStep?: (step: StepReport) => void;
  readonly validated?: boolean;
}

/** A run of six epochs of five steps. */
export async function triedRun({
  script,
  run,
  modules = [],
  seeds: grown,
  onStep,
  validated = true,
  ...changes
}: TriedRun) {
  const taken: number[] = [];
  await using trainer = trainerOf({
    host: perceptron(),
    data: arrays({ ...spiral(60), ...(validated && { validation: spiral(12) }) }),
    batchSize: 12,
    modules: [
      manualClock(),
      silent(),
      adamw({ weightDecay: 0.1 }),
      constant(0.01),
      seeds({ gates: { minTrainingSteps: 2, maxOwnLossRatio: 9 }, ...grown }),
      ...(script ? [tamiyoInProcess({ policy: scripted(script) })] : []),
      watching({
        onStep: (step) => {
          taken.push(step.step);
          onStep?.(step);
        },
      }),
      ...modules,
    ],
    ...changes,
  });
  const report = await trainer.run({ epochs: 6, ...run });
  return { report, weights: weightsOf(await trainer.host()), taken, trial: trialOf(report) };
}

function trialOf({ seeds: [story] }: RunReport): TrialReport | undefined {
  return story?.trial;
}

export const stages = ({ seeds: [story] }: RunReport) =>
  story?.stages.map(({ stage, step }) => `${stage.replace("SEED_STAGE_", "")} ${step}`);

/** All numbers of epochs but times and multiply-adds. */
export const metrics = ({ epochs }: RunReport) =>
  epochs.map(({ epoch, step, train, validation, learningRate }) => ({
    epoch,
    step,
    train,
    validation,
    learningRate,
  }));

export const count = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);
