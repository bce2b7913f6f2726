import type { AggregationReport } from "../../gradients/describe_combination.ts";
import type { LedgerBalance } from "../../memory/ledger.ts";
import type { Mode, ModeChange } from "../../stability/conservative_mode.ts";
import type { BusCounts } from "../bus.ts";
import type { CheckpointInfo } from "../checkpoint_store.ts";
import type { BreakerCounts } from "../circuit_breakers.ts";
import type { ComputeDevice } from "../compute_backend.ts";
import type { ProfileReport } from "../profiler.ts";
import type { RecoveryTier, RollbackOutcome } from "../recovery.ts";
import type { TamiyoCounts } from "../tamiyo.ts";
import type { AlarmRule } from "../watchdog.ts";
import type { CommandEnd } from "./command_outcome.ts";
import type { OptimizerChange } from "./optimizer_change.ts";

/** What a run is going to do, known before its first step. */
export interface RunPlan {
  /** Unique name of the run. */
  readonly runId: string;
  /** Names of what was composed, role by role. */
  readonly providers: Readonly<Record<string, string>>;
  /** What the kernels run on. */
  readonly device: ComputeDevice;
  /** Seed of every random number of the run. */
  readonly seed: number;
  /** Epochs to do. */
  readonly epochs: number;
  /** Optimizer updates in an epoch. */
  readonly stepsPerEpoch: number;
  /** Examples in a batch. */
  readonly batchSize: number;
  /** Examples trained on in an epoch. */
  readonly trainExamples: number;
  /** Examples of the validation; 0 where there is none. */
  readonly validationExamples: number;
  /** Numbers that are trained. */
  readonly parameterCount: number;
  /** Where the spans of the run go, where anywhere. */
  readonly telemetry?: string;
}

/** One optimizer update. */
export interface StepReport {
  /** Epoch that it belongs to, from 1. */
  readonly epoch: number;
  /** Number of the step in its epoch, from 1. */
  readonly stepInEpoch: number;
  /** Updates done in the run, this one included. */
  readonly step: number;
  /** Mean loss of the step's examples. */
  readonly loss: number;
  /** Each further metric of the objective by name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Norm of the gradient before clipping. */
  readonly gradientNorm: number;
  /** Rate of the host's group. */
  readonly learningRate: number;
  /** How long the step took, batch to parameters, in milliseconds. */
  readonly stepMs: number;
  /** How the gradients of several tasks became one; not where there is a single loss. */
  readonly aggregation?: AggregationReport;
}

/** Means over the examples of a pass. */
export interface PassReport {
  /** Mean loss. */
  readonly loss: number;
  /** Each further metric of the objective by name. */
  readonly metrics: Readonly<Record<string, number>>;
}

/**
 * What came to weights through a seed that was grafted in and still trained: means over the steps in which it was a task.
 */
export interface SeedInfluence {
  /** The slot that it grows in. */
  readonly seed: string;
  /** Which seed of its slot it is, from 1. */
  readonly generation: number;
  /** Steps in which it was a task. */
  readonly steps: number;
  /** Norm of its gradient at full share; NaN where it was never finite, as the next two are. */
  readonly norm: number;
  /** Its part of the lengths of all tasks' gradients as they were added, from 0 to 1. */
  readonly share: number;
  /** Cosine of the angle to the gradient that comes from the host's losses around it. */
  readonly cosine: number;
  /** Steps in which the two pointed against each other. */
  readonly conflicts: number;
  /** Steps in which it was left out, as its gradient was not finite. */
  readonly dropped: number;
}

/** One epoch. */
export interface EpochReport {
  /** From 1. */
  readonly epoch: number;
  /** Updates done in the run so far. */
  readonly step: number;
  /** Means over the epoch's steps, each at the weights it had. */
  readonly train: PassReport;
  /** Measured after the epoch; undefined where there is no validation data. */
  readonly validation?: PassReport;
  /** Rate of the epoch's last step. */
  readonly learningRate: number;
  /** Mean duration of a step in milliseconds. */
  readonly stepMs: number;
  /** Duration of the epoch in seconds, validation included. */
  readonly wallS: number;
  /** Whether it is the best epoch so far. */
  readonly best: boolean;
  /** What came to weights through each seed; left out where none was grafted in and still trained. */
  readonly seeds?: readonly SeedInfluence[];
}

/** Something that went wrong, and what was done about it. */
export interface Incident {
  /** Kind, stable: `loss/non-finite`, `task/non-finite`, `learning-rate/violation`, `learning-rate/unused`, `observer/failed`, `boundary/breach`, `breaker/open`, `seed/non-finite`, `watchdog/<rule>`, `memory/unexplained`, `telemetry/lost`, `profile/failed`. */
  readonly kind: string;
  /** What happened, with values, and what was done about it. */
  readonly message: string;
  /** Updates done before it. */
  readonly step: number;
  /** Epoch that it fell in, from 1. */
  readonly epoch: number;
}

/** An alarm of the watchdog, and what was done about it. */
export interface AlarmReport {
  /** What was found. */
  readonly rule: AlarmRule;
  /** What was found, with values. */
  readonly cause: string;
  /** Updates done when it was found. */
  readonly step: number;
  /** Epoch that it fell in, from 1. */
  readonly epoch: number;
  /** What was done: training went back and around, was ended, or went on as if nothing had been. */
  readonly action: "went-back" | "gave-up" | "went-on";
  /** How often training has gone back on account of the same thing, this time included. */
  readonly tries: number;
  /** Updates done in the state that training went back to. */
  readonly backTo?: number;
  /** Where that state was: `fast` in memory, `full` in a checkpoint. */
  readonly tier?: RecoveryTier;
  /** How long going back took, ms. */
  readonly durationMs?: number;
  /** Batches that were put into quarantine. */
  readonly quarantined: number;
  /** What the learning rates were multiplied by for a while; 1 for no cut. */
  readonly rateFactor: number;
  /** Updates done before the first step that was taken again with nothing to be said against it. */
  readonly firstGoodStep?: number;
  /** Updates done when training was clear of it; undefined where another alarm came first, or the run's end. */
  readonly clearStep?: number;
}

/** How long the epoch boundaries of a run took. */
export interface BoundarySummary {
  /** How many there were. */
  readonly count: number;
  /** The median, ms. */
  readonly p50Ms: number;
  /** The 99th percentile, ms. */
  readonly p99Ms: number;
  /** The longest, ms. */
  readonly maxMs: number;
  /** Boundaries of which some part exceeded its time. */
  readonly breached: number;
}

/** A circuit breaker at the end of a run. */
export interface BreakerSummary extends BreakerCounts {
  /** Name of the breaker. */
  readonly name: string;
  /** Name of a Leyline `CircuitBreakerState`. */
  readonly state: string;
}

/** What happened around the steps of a run: boundaries, breakers, mode and commands. */
export interface ControlReport {
  /** Mode at the end. */
  readonly mode: Mode;
  /** Every change of mode, in order. */
  readonly modeChanges: readonly ModeChange[];
  /** How the boundaries went. */
  readonly boundaries: BoundarySummary;
  /** Every breaker that was asked for. */
  readonly breakers: readonly BreakerSummary[];
  /** How many commands ended in each way. */
  readonly commands: Readonly<Record<CommandEnd, number>>;
  /** Envelopes from outside that were not let in. */
  readonly refusedEnvelopes: number;
  /** What happened to the controller. */
  readonly tamiyo: TamiyoCounts;
  /** What became of the messages of the bus, since the trainer's first run. */
  readonly bus: BusCounts;
}

/** A stage that a seed came to. */
export interface SeedStage {
  /** Name of a Leyline `SeedLifecycleStage`. */
  readonly stage: string;
  /** Epochs completed when it came to it. */
  readonly epoch: number;
  /** Updates done when it came to it. */
  readonly step: number;
  /** Why, in words. */
  readonly reason: string;
}

/** What became of a seed. */
export interface SeedStory {
  /** The slot that it grew in. */
  readonly seed: string;
  /** Which seed of its slot it is, from 1. */
  readonly generation: number;
  /** What it was built from. */
  readonly blueprint: string;
  /** Numbers that it has. */
  readonly parameterCount: number;
  /** Its stages in order; the last is the one that it is in. */
  readonly stages: readonly SeedStage[];
  /** What the network measured before the seed was grafted in; undefined where it never was. */
  readonly before?: PassReport;
  /** What it measured in the last epoch with the seed. */
  readonly after?: PassReport;
  /** What came to weights through it; undefined where it never was grafted in. */
  readonly influence?: SeedInfluence;
}

/** What a run went back over, and what it made durable. */
export interface RecoveryReport {
  /** The checkpoint that it began from, where it did. */
  readonly resumedFrom?: CheckpointInfo;
  /** Each time that it went back, in order. */
  readonly rollbacks: readonly RollbackOutcome[];
  /** Checkpoints that it wrote, in order. */
  readonly checkpoints: readonly CheckpointInfo[];
}

/** Why a run ended. */
export type EndReason = "completed" | "early-stopped" | "interrupted" | "halted" | "failed";

/** What a run did. */
export interface RunReport {
  /** What it was going to do. */
  readonly plan: RunPlan;
  /** What ended it. */
  readonly endReason: EndReason;
  /** What made it fail. */
  readonly error?: unknown;
  /** Every epoch that was completed, in order. */
  readonly epochs: readonly EpochReport[];
  /** The best of them by the monitored metric; its weights are the ones kept where `restoreBest` is on. */
  readonly best?: EpochReport;
  /** The epoch whose weights the network has now, where the best one's were put back. */
  readonly restoredEpoch?: number;
  /** Updates done. */
  readonly steps: number;
  /** Duration in seconds. */
  readonly wallS: number;
  /** SHA-256 of all weights at the end, as hexadecimal digits. */
  readonly weightsHash: string;
  /** What went wrong, in order of time. */
  readonly incidents: readonly Incident[];
  /** Tensors and bytes by owner, at the end. */
  readonly memory: LedgerBalance;
  /** Every alarm and what was done about it, in order of time. */
  readonly alarms: readonly AlarmReport[];
  /** Every change of an optimizer or a parameter group since the run before, in order. */
  readonly optimizerChanges: readonly OptimizerChange[];
  /** What became of each seed of the network, since it was built. */
  readonly seeds: readonly SeedStory[];
  /** Where the time of the steps went that were profiled; undefined where none was. */
  readonly profile?: ProfileReport;
  /** Boundaries, circuit breakers, mode and commands. */
  readonly control: ControlReport;
  /** Rollbacks and checkpoints. */
  readonly recovery: RecoveryReport;
}
