import type { ServiceIdentifier } from "../deps.ts";
import type { Autopilot } from "./ports/autopilot.ts";
import type { Bus } from "./ports/bus.ts";
import type { CheckpointStore } from "./ports/checkpoint_store.ts";
import type { CircuitBreakers } from "./ports/circuit_breakers.ts";
import type { Clock } from "./ports/clock.ts";
import type { Collective } from "./ports/collective.ts";
import type { CommandGate } from "./ports/command_gate.ts";
import type { CommandHandler } from "./ports/command_handler.ts";
import type { ComputeBackend } from "./ports/compute_backend.ts";
import type { DataSource } from "./ports/dataset.ts";
import type { EpochTask } from "./ports/epoch_task.ts";
import type { GradientAggregator } from "./ports/gradient_aggregator.ts";
import type { GradientTransform } from "./ports/gradient_transform.ts";
import type { HostBuilder } from "./ports/host.ts";
import type { Kasmina } from "./ports/kasmina.ts";
import type { LearningRatePolicy } from "./ports/learning_rate_policy.ts";
import type { Metric } from "./ports/metric.ts";
import type { Objective } from "./ports/objective.ts";
import type { Optimizer } from "./ports/optimizer.ts";
import type { Profiler } from "./ports/profiler.ts";
import type { RunCallback } from "./ports/run_callback.ts";
import type { RunObserver } from "./ports/run_observer.ts";
import type { SignalChannel } from "./ports/signal_channel.ts";
import type { SnapshotStore } from "./ports/snapshot_store.ts";
import type { Tamiyo } from "./ports/tamiyo.ts";
import type { Telemetry } from "./ports/telemetry.ts";
import type { TokenizerSource } from "./ports/tokenizer.ts";
import type { StateParticipant } from "./ports/training_state.ts";
import type { Watchdog } from "./ports/watchdog.ts";
import { role } from "./role.ts";

/** Runs the tensor kernels. Exactly one a run. */
export const COMPUTE_BACKEND: ServiceIdentifier<ComputeBackend> = role("compute-backend");

/** Opens the examples. Exactly one a run. */
export const DATA_SOURCE: ServiceIdentifier<DataSource> = role("data-source");

/** Turns the text of `text()` into ids. Exactly one a run. */
export const TOKENIZER: ServiceIdentifier<TokenizerSource> = role("tokenizer");

/** Builds the network. Exactly one a run. */
export const HOST_BUILDER: ServiceIdentifier<HostBuilder> = role("host");

/** Measures the outputs against the targets. Exactly one a run. */
export const OBJECTIVE: ServiceIdentifier<Objective> = role("objective");

/** Measures passes over validation and test examples, besides the objective. Any number a run. */
export const METRIC: ServiceIdentifier<Metric> = role("metric");

/** Combines the gradients of several tasks. Exactly one a run. */
export const GRADIENT_AGGREGATOR: ServiceIdentifier<GradientAggregator> =
  role("gradient-aggregator");

/** Changes gradients before optimizers get them. Any number a run, in the order of their modules. */
export const GRADIENT_TRANSFORM: ServiceIdentifier<GradientTransform> = role("gradient-transform");

/** Chooses learning rates. Exactly one a run. */
export const LEARNING_RATE_POLICY: ServiceIdentifier<LearningRatePolicy> =
  role("learning-rate-policy");

/** Turns gradients into new parameters. Exactly one a run. */
export const OPTIMIZER: ServiceIdentifier<Optimizer> = role("optimizer");

/** Takes spans to where people look at them. Exactly one a run. */
export const TELEMETRY: ServiceIdentifier<Telemetry> = role("telemetry");

/** Looks closely at some steps. Exactly one a run. */
export const PROFILER: ServiceIdentifier<Profiler> = role("profiler");

/** Tells the time. Exactly one a run. */
export const CLOCK: ServiceIdentifier<Clock> = role("clock");

/** Watches the run. Any number a run. */
export const RUN_OBSERVER: ServiceIdentifier<RunObserver> = role("run-observer");

/** Takes part in the run between its steps, and is awaited. Any number a run. */
export const RUN_CALLBACK: ServiceIdentifier<RunCallback> = role("run-callback");

/** Stops calls to what keeps failing. Exactly one a run. */
export const CIRCUIT_BREAKERS: ServiceIdentifier<CircuitBreakers> = role("circuit-breakers");

/** Hosts the controller. Exactly one a run. */
export const TAMIYO: ServiceIdentifier<Tamiyo> = role("tamiyo");

/** Carries emergency signals between the processes of a run. Exactly one a run. */
export const SIGNAL_CHANNEL: ServiceIdentifier<SignalChannel> = role("signal-channel");

/** Carries out seed commands. Exactly one a run. */
export const KASMINA: ServiceIdentifier<Kasmina> = role("kasmina");

/** Lets commands from outside the process in. Exactly one a run. */
export const COMMAND_GATE: ServiceIdentifier<CommandGate> = role("command-gate");

/** Carries out the commands of one type, in place of the engine's own handler for it. Any number a run. */
export const COMMAND_HANDLER: ServiceIdentifier<CommandHandler> = role("command-handler");

/** Works on after an epoch's boundary. Any number a run. */
export const EPOCH_TASK: ServiceIdentifier<EpochTask> = role("epoch-task");

/** Looks for signs that a training has gone wrong. Exactly one a run. */
export const WATCHDOG: ServiceIdentifier<Watchdog> = role("watchdog");

/** Decides what is done where a training has gone wrong. Exactly one a run. */
export const AUTOPILOT: ServiceIdentifier<Autopilot> = role("autopilot");

/** Joins the processes that train one network. Exactly one a run. */
export const COLLECTIVE: ServiceIdentifier<Collective> = role("collective");

/** Takes messages to other processes and hosts, and brings theirs. Exactly one a run. */
export const BUS: ServiceIdentifier<Bus> = role("bus");

/** Keeps states of the run in memory, to go back to at once. Exactly one a run. */
export const SNAPSHOT_STORE: ServiceIdentifier<SnapshotStore> = role("snapshot-store");

/** Keeps states of the run where they outlive the process. Exactly one a run. */
export const CHECKPOINT_STORE: ServiceIdentifier<CheckpointStore> = role("checkpoint-store");

/** Owns a part of the state besides those of the run itself. Any number a run. */
export const STATE_PARTICIPANT: ServiceIdentifier<StateParticipant> = role("state-participant");
