import type { ComputeDevice } from "../compute_backend.ts";
import type { ProfileReport } from "../profiler.ts";
import type { AggregationReport } from "./aggregation_report.ts";
import type { AlarmReport } from "./alarm_report.ts";
import type { ComputeReport } from "./compute_report.ts";
import type { ControlReport } from "./control_report.ts";
import type { DataReport } from "./data_report.ts";
import type { Incident, IncidentCounts } from "./incident.ts";
import type { LedgerBalance } from "./memory_report.ts";
import type { OptimizerChange } from "./optimizer_change.ts";
import type { PassReport } from "./pass_report.ts";
import type { RankLoss } from "./rank_loss.ts";
import type { RecoveryReport } from "./recovery_report.ts";
import type { SeedInfluence, SeedStory } from "./seed_report.ts";

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
  /** Whether the weights were there before the run, as those of a model that is passed, so that they do not follow the seed. */
  readonly hasOwnWeights?: boolean;
  /** Whether the steps are taken from outside, so that examples and lengths may be unknown and are 0 then. */
  readonly driven?: boolean;
  /** Epochs to do. */
  readonly epochs: number;
  /** Optimizer updates in an epoch. */
  readonly stepsPerEpoch: number;
  /** Examples in a batch. */
  readonly batchSize: number;
  /** Examples trained on in an epoch. */
  readonly trainExamples: number;
  /** Examples of the validation; 0 if there is none. */
  readonly validationExamples: number;
  /** Examples of the test; omitted if there are none. */
  readonly testExamples?: number;
  /** Numbers that are trained. */
  readonly parameterCount: number;
  /** Where the spans of the run go, where anywhere. */
  readonly telemetry?: string;
  /** Every setting by a name with dots, so that runs can be compared: `batchSize`, `policy.peak`. */
  readonly config?: Readonly<Record<string, string | number | boolean>>;
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
  /** How the gradients of several tasks became one; absent with a single loss. */
  readonly aggregation?: AggregationReport;
}

/** One epoch. */
export interface EpochReport {
  /** From 1. */
  readonly epoch: number;
  /** Updates done in the run so far. */
  readonly step: number;
  /** Means over the epoch's steps, each at the weights it had. */
  readonly train: PassReport;
  /** Measured after the epoch; undefined if there is no validation data. */
  readonly validation?: PassReport;
  /** Rate of the epoch's last step. */
  readonly learningRate: number;
  /** Mean duration of a step in milliseconds. */
  readonly stepMs: number;
  /** Duration of the epoch in seconds, validation included. */
  readonly wallS: number;
  /** Multiply-adds of its passes, validation included; omitted if the network does not tell them. */
  readonly multiplyAdds?: number;
  /** Whether it is the best epoch so far. */
  readonly best: boolean;
  /** What came to weights through each seed; omitted if none was grafted in and still trained. */
  readonly seeds?: readonly SeedInfluence[];
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
  /** Loss and metrics on the test examples, on the weights that the network has now; only of a run that was completed. */
  readonly test?: PassReport;
  /** Columns, imputed values and skipped records, if the data source describes them. */
  readonly data?: DataReport;
  /** Ranks that were lost on the way, if any were. */
  readonly lostRanks?: readonly RankLoss[];
  /** Updates done. */
  readonly steps: number;
  /** Duration in seconds. */
  readonly wallS: number;
  /** SHA-256 of all weights at the end, as hexadecimal digits. */
  readonly weightsHash: string;
  /** What went wrong, in order of time: the first hundred of each kind. */
  readonly incidents: readonly Incident[];
  /** How many incidents of each kind there were, those that `incidents` does not list included. */
  readonly incidentCounts: IncidentCounts;
  /** Tensors and bytes by owner, at the end. */
  readonly memory: LedgerBalance;
  /** Every alarm and what was done about it, in order of time. */
  readonly alarms: readonly AlarmReport[];
  /** Every change of an optimizer or a parameter group since the run before, in order. */
  readonly optimizerChanges: readonly OptimizerChange[];
  /** What became of each seed of the network, since it was built. */
  readonly seeds: readonly SeedStory[];
  /** Multiply-adds by part of the network, stage and pass; omitted if the network does not tell them. */
  readonly compute?: ComputeReport;
  /** Where the time of the steps went that were profiled; undefined if none was. */
  readonly profile?: ProfileReport;
  /** Boundaries, circuit breakers, mode and commands. */
  readonly control: ControlReport;
  /** Rollbacks and checkpoints. */
  readonly recovery: RecoveryReport;
}
