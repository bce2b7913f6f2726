import {
  type ControlReport,
  type EndReason,
  type EpochReport,
  messageOf,
  type RunReport,
} from "../../../core/mod.ts";
import { epochMetrics } from "../_text/mod.ts";
import { alarmToJson, type JsonAlarm } from "./alarms.ts";
import { memoryBytes } from "./memory.ts";
import { type JsonOptimizerChange, optimizerChangeToJson } from "./optimizer_changes.ts";
import { type JsonRecovery, recoveryToJson } from "./recovery_rows.ts";
import { type JsonSeed, seedToJson } from "./seed_stories.ts";

/** A number, or null if there is none or it is not finite. */
export type JsonNumber = number | null;

/** An incident in a {@link JsonReport}. */
export interface JsonIncident {
  /** Kind, stable: `loss/non-finite`. */
  readonly kind: string;
  /** What happened, and what was done about it. */
  readonly message: string;
  /** Updates done when it happened. */
  readonly step: number;
  /** Epoch in which it happened, from 1. */
  readonly epoch: number;
}

/** An epoch in a {@link JsonReport}: besides these, each metric by its name, as `loss` and `val_accuracy`. */
export interface JsonEpoch {
  /** From 1. */
  readonly epoch: number;
  /** Updates done in the run so far. */
  readonly step: number;
  /** Rate of its last step. */
  readonly learning_rate: JsonNumber;
  /** Mean duration of a step, milliseconds. */
  readonly step_ms: JsonNumber;
  /** Duration with its validation, seconds. */
  readonly wall_s: JsonNumber;
  /** Each metric. */
  readonly [metric: string]: JsonNumber;
}

/** What happened around the steps, in a {@link JsonReport}. */
export interface JsonControl {
  /** Mode at the end. */
  readonly mode: "normal" | "conservative";
  /** Times that conservative mode was entered. */
  readonly conservative_entries: number;
  /** Epoch boundaries. */
  readonly boundaries: number;
  /** Their median, ms. */
  readonly boundary_p50_ms: JsonNumber;
  /** The longest, ms. */
  readonly boundary_max_ms: JsonNumber;
  /** Breakers that opened, by name: how often. */
  readonly breaker_opens: Readonly<Record<string, number>>;
  /** Commands by how they ended. */
  readonly commands: Readonly<Record<string, number>>;
  /** Envelopes from outside that were not let in. */
  readonly refused_envelopes: number;
  /** Answers of the controller that came too late. */
  readonly late_answers: number;
  /** Controllers that hung or died and were replaced. */
  readonly controllers_replaced: number;
  /** Messages of the bus by what became of them; dropped ones of every priority. */
  readonly bus_messages: Readonly<Record<string, number>>;
}

/** The report of a run as JSON. Metrics are those of the weights that the network ends with. */
export interface JsonReport {
  /** Unique name of the run. */
  readonly run_id: string;
  /** What ended it. */
  readonly end_reason: EndReason;
  /** What made it fail; null if it did not. */
  readonly error: string | null;
  /** Epochs completed. */
  readonly epochs: number;
  /** Updates done. */
  readonly steps: number;
  /** Accuracy on the validation data. */
  readonly val_accuracy: JsonNumber;
  /** Loss on the validation data. */
  readonly val_loss: JsonNumber;
  /** Accuracy over the epoch's steps. */
  readonly train_accuracy: JsonNumber;
  /** Loss over the epoch's steps. */
  readonly train_loss: JsonNumber;
  /** The best epoch by the monitored metric. */
  readonly best_epoch: JsonNumber;
  /** Its accuracy on the validation data. */
  readonly best_val_accuracy: JsonNumber;
  /** Its loss on the validation data. */
  readonly best_val_loss: JsonNumber;
  /** The epoch whose weights were put back at the end. */
  readonly restored_epoch: JsonNumber;
  /** Duration of the run, seconds. */
  readonly wall_s: JsonNumber;
  /** Mean duration of a step, milliseconds. */
  readonly ms_per_step: JsonNumber;
  /** Compute backend, as `--backend` takes it. */
  readonly backend: string | null;
  /** What the kernels ran on, for people. */
  readonly device: string;
  /** Kind of device: `cpu`. */
  readonly device_type: string;
  /** Name of the provider of each role. */
  readonly providers: Readonly<Record<string, string>>;
  /** Seed of every random number. */
  readonly seed: number;
  /** Whether the first weights were there before the run, so that they do not follow from the seed. */
  readonly own_weights: boolean;
  /** Examples in a batch. */
  readonly batch_size: number;
  /** Numbers that are trained. */
  readonly parameters: number;
  /** SHA-256 of all weights at the end, hexadecimal. */
  readonly weights_hash: string;
  /** Where the spans went. */
  readonly telemetry: string | null;
  /** What went wrong, in order of time. */
  readonly incidents: readonly JsonIncident[];
  /** Bytes of tensors at the end, by owner; `unexplained` for those that have none. */
  readonly memory_bytes: Readonly<Record<string, number>>;
  /** Every alarm, and what was done about it. */
  readonly alarms: readonly JsonAlarm[];
  /** Each change of an optimizer or a parameter group. */
  readonly optimizer_changes: readonly JsonOptimizerChange[];
  /** What became of each seed. */
  readonly seeds: readonly JsonSeed[];
  /** Boundaries, breakers, mode and commands. */
  readonly control: JsonControl;
  /** Rollbacks and checkpoints. */
  readonly recovery: JsonRecovery;
  /** Each epoch that was completed. */
  readonly history: readonly JsonEpoch[];
}

/** The report of a run as plain data that JSON can carry. */
export function reportToJson(report: RunReport): JsonReport {
  const { plan, epochs } = report;
  return {
    run_id: plan.runId,
    end_reason: report.endReason,
    error: report.error === undefined ? null : messageOf(report.error),
    epochs: epochs.length,
    steps: report.steps,
    ...metrics(report),
    restored_epoch: report.restoredEpoch ?? null,
    wall_s: finite(report.wallS),
    ms_per_step: finite(meanStepMs(epochs)),
    backend: plan.providers["compute-backend"] ?? null,
    device: plan.device.description,
    device_type: plan.device.type,
    providers: plan.providers,
    seed: plan.seed,
    own_weights: plan.hasOwnWeights ?? false,
    batch_size: plan.batchSize,
    parameters: plan.parameterCount,
    weights_hash: report.weightsHash,
    telemetry: plan.telemetry ?? null,
    incidents: report.incidents.map(({ kind, message, step, epoch }) => ({
      kind,
      message,
      step,
      epoch,
    })),
    memory_bytes: memoryBytes(report.memory),
    alarms: report.alarms.map(alarmToJson),
    optimizer_changes: report.optimizerChanges.map(optimizerChangeToJson),
    seeds: report.seeds.map(seedToJson),
    control: jsonControl(report.control),
    recovery: recoveryToJson(report.recovery),
    history: epochs.map(jsonEpoch),
  };
}

function jsonControl(control: ControlReport): JsonControl {
  const { boundaries, breakers, tamiyo } = control;
  const { dropped, ...messages } = control.bus;
  const opened = breakers.filter(({ opens }) => opens > 0);
  return {
    mode: control.mode,
    conservative_entries: control.modeChanges.filter(({ to }) => to === "conservative").length,
    boundaries: boundaries.count,
    boundary_p50_ms: finite(boundaries.p50Ms),
    boundary_max_ms: finite(boundaries.maxMs),
    breaker_opens: Object.fromEntries(opened.map(({ name, opens }) => [name, opens])),
    commands: control.commands,
    refused_envelopes: control.refusedEnvelopes,
    late_answers: tamiyo.lateAnswers,
    controllers_replaced: tamiyo.replaced,
    bus_messages: { ...messages, dropped: Object.values(dropped).reduce((sum, n) => sum + n, 0) },
  };
}

function metrics({ epochs, best, restoredEpoch }: RunReport) {
  const final = epochs.find(({ epoch }) => epoch === restoredEpoch) ?? epochs.at(-1);
  return {
    val_accuracy: finite(final?.validation?.metrics.accuracy),
    val_loss: finite(final?.validation?.loss),
    train_accuracy: finite(final?.train.metrics.accuracy),
    train_loss: finite(final?.train.loss),
    best_epoch: best?.epoch ?? null,
    best_val_accuracy: finite(best?.validation?.metrics.accuracy),
    best_val_loss: finite(best?.validation?.loss),
  };
}

function jsonEpoch(report: EpochReport): JsonEpoch {
  const named = epochMetrics(report).map(([name, value]) => [name, finite(value)] as const);
  return {
    ...Object.fromEntries(named),
    epoch: report.epoch,
    step: report.step,
    learning_rate: finite(report.learningRate),
    step_ms: finite(report.stepMs),
    wall_s: finite(report.wallS),
  };
}

/** Mean over the epochs, which have equally many steps. */
function meanStepMs(epochs: readonly EpochReport[]): number {
  return epochs.reduce((sum, { stepMs }) => sum + stepMs, 0) / epochs.length;
}

function finite(value: number | undefined): JsonNumber {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
