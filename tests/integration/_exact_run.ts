import { Buffer } from "node:buffer";
import type { RunReport, StepReport } from "../../core/mod.ts";
import {
  adamw,
  arrays,
  CheckpointDirectory,
  checkpoints,
  constant,
  createTrainer,
  type HeuristicOptions,
  makeHeuristic,
  manualClock,
  type PolicyCommand,
  seeds,
  silent,
  type TamiyoPolicy,
  tamiyoInProcess,
} from "../../modules/mod.ts";
import { AdaptationCommand, CommandType, FieldReport, SeedOperation } from "../../proto/mod.ts";
import { TEST_BACKEND, testBackend } from "../../testing/_support/test_backend.ts";
import { runChild } from "../_support/processes/run_child.ts";
import { spiral, watching } from "../_support/training/training.ts";
import { perceptron, scripted } from "./_seeded_run.ts";

/** What a run is to be, as the arguments of a process can say it. */
export interface ExactRun {
  /** Where its checkpoints are. */
  readonly directory: string;
  /** Which of {@link POLICIES} controls it. */
  readonly policy: string;
  readonly epochs: number;
  /** The step after which it is interrupted. @default none */
  readonly abortAt?: number;
  /** Whether it goes on from its last checkpoint. @default false */
  readonly resume?: boolean;
}

/** All that must not differ from another run's. */
export interface ExactOutcome {
  readonly endReason: string;
  readonly weightsHash: string;
  /** By step. */
  readonly losses: Readonly<Record<number, number>>;
  /** What the controller asked for at the end of which epoch. */
  readonly asked: Readonly<Record<number, string>>;
  readonly seeds: RunReport["seeds"];
  readonly epochs: RunReport["epochs"];
  /** Kinds of what went wrong. */
  readonly incidents: readonly string[];
  /** Its last checkpoint: hash of each tensor, those of optimizers too, and the rest but for ids that every run makes anew. */
  readonly tensors: Readonly<Record<string, string>>;
  readonly state: unknown;
  /** What its controller remembered, and what it was told since. */
  readonly memory: unknown;
}

const { SEED_OP_GERMINATE, SEED_OP_START_TRAINING, SEED_OP_START_GRAFTING } = SeedOperation;

/** Grows a seed that blends in from step 25 to 34, and swaps every optimizer at step 20: of the host and of the seed. */
function scriptedSwap(): TamiyoPolicy {
  const script = { 1: SEED_OP_GERMINATE, 2: SEED_OP_START_TRAINING, 4: SEED_OP_START_GRAFTING };
  const grows = scripted(script, "hidden1", "dense-bottleneck");
  const swap: PolicyCommand = {
    commandType: CommandType.COMMAND_OPTIMIZER,
    optimizerAdjustment: { optimizerId: "sgd", hyperparameters: { momentum: 0.9, nesterov: 1 } },
  };
  return {
    name: "swapping",
    decide: (packet) => (packet.currentEpoch === 3 ? swap : grows.decide(packet)),
  };
}

/** Something is to be done at every other boundary. */
const HURRIED: HeuristicOptions = {
  seed: 5,
  patience: 2,
  minImprovement: 0.01,
  stageEpochs: 1,
  probationEpochs: 3,
  blueprints: ["dense-bottleneck", "conv-norm", "attention"],
};

/** Controllers by name, each as it is before its first packet. */
const POLICIES: Readonly<Record<string, () => TamiyoPolicy>> = {
  swap: scriptedSwap,
  heuristic: () => makeHeuristic(HURRIED),
};

/** Trains 5 steps an epoch on a clock that stands still. */
export async function exactRun(run: ExactRun): Promise<ExactOutcome> {
  const abort = new AbortController();
  const losses: Record<number, number> = {};
  const asked: Record<number, string> = {};
  const onStep = ({ step, loss }: StepReport) => {
    losses[step] = loss;
    if (step === run.abortAt) abort.abort();
  };
  const policy = told((POLICIES[run.policy] as () => TamiyoPolicy)(), asked);
  await using trainer = createTrainer({
    host: perceptron(),
    data: arrays(spiral(60)),
    modules: [
      testBackend(),
      manualClock(),
      silent(),
      tamiyoInProcess({ policy }),
      seeds({ blendSteps: 9, gates: { minTrainingSteps: 2, maxLossRise: 9, maxOwnLossRatio: 9 } }),
      adamw({ weightDecay: 0.1 }),
      constant(0.01),
      checkpoints({ directory: run.directory, everyEpochs: 1_000 }),
      watching({ onStep }),
    ],
    batchSize: 12,
    seed: 11,
  });
  const report = await trainer.run({
    epochs: run.epochs,
    signal: abort.signal,
    ...(run.resume && { resume: {} }),
  });
  return { ...outcomeOf(report), losses, asked, ...lastOf(run.directory) };
}

/** The same in a process of its own. */
export async function exactRunElsewhere(run: ExactRun): Promise<ExactOutcome> {
  const { code, stdout, stderr } = await runChild(
    "tests/fixtures/exact_run.ts",
    [JSON.stringify(run)],
    { env: { TOLARIA_BACKEND: TEST_BACKEND } },
  );
  if (code !== 0) throw new Error(`the process ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as ExactOutcome;
}

/** `policy`, whose commands are written down in `asked`. */
function told(policy: TamiyoPolicy, asked: Record<number, string>): TamiyoPolicy {
  const decide: TamiyoPolicy["decide"] = (packet) => {
    const command = policy.decide(packet) as PolicyCommand | undefined;
    if (command) asked[packet.currentEpoch] = JSON.stringify(command);
    return command;
  };
  const { state, restore, report } = policy;
  return {
    name: policy.name,
    decide,
    report: report?.bind(policy) ?? (() => {}),
    ...(state && restore && { state: state.bind(policy), restore: restore.bind(policy) }),
  };
}

function outcomeOf({ endReason, weightsHash, seeds, epochs, incidents }: RunReport) {
  return { endReason, weightsHash, seeds, epochs, incidents: incidents.map(({ kind }) => kind) };
}

function lastOf(path: string): Pick<ExactOutcome, "tensors" | "state" | "memory"> {
  const directory = new CheckpointDirectory(path);
  const { id } = directory.list().at(-1) as { readonly id: number };
  const { tensors, parts } = directory.inspect(id);
  const [tamiyo, ...others] = parts;
  const state = JSON.parse(JSON.stringify(others), withoutIds);
  const hashes = Object.fromEntries(tensors.map(({ name, sha256 }) => [name, sha256]));
  return { tensors: hashes, state, memory: memoryOf(tamiyo?.data) };
}

/** Replaces what names a run, or has its id in it. */
function withoutIds(key: string, value: unknown): unknown {
  if (key === "lineage") return (value as readonly string[]).length > 0;
  if (key !== "command") return value;
  const { commandType, targetSeedId, seedOperation } = AdaptationCommand.decode(bytesOf(value));
  return { commandType, targetSeedId, ...seedOperation };
}

function bytesOf(text: unknown): Uint8Array {
  return Buffer.from(text as string, "base64");
}

function memoryOf(data: unknown): unknown {
  const { memory } = data as { memory: { state: string; reports: string[] } | null };
  if (memory === null) return null;
  const reports = memory.reports.map((text) => {
    const { seedId, blueprintId, outcome, metrics, notes } = FieldReport.decode(bytesOf(text));
    return { seedId, blueprintId, outcome, metrics, notes };
  });
  return { state: JSON.parse(new TextDecoder().decode(bytesOf(memory.state))), reports };
}
