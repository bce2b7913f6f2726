import type { Container, ServiceIdentifier } from "../../deps.ts";
import { messageOf, TolariaError } from "../errors/mod.ts";
import type { Autopilot } from "../ports/autopilot.ts";
import type { Bus } from "../ports/bus.ts";
import type { CheckpointStore } from "../ports/checkpoint_store.ts";
import type { CircuitBreakers } from "../ports/circuit_breakers.ts";
import type { Clock } from "../ports/clock.ts";
import type { Collective } from "../ports/collective.ts";
import type { CommandGate } from "../ports/command_gate.ts";
import type { CommandHandler } from "../ports/command_handler.ts";
import type { ComputeBackend } from "../ports/compute_backend.ts";
import type { DataSource } from "../ports/dataset.ts";
import type { EpochTask } from "../ports/epoch_task.ts";
import type { GradientAggregator } from "../ports/gradient_aggregator.ts";
import type { GradientTransform } from "../ports/gradient_transform.ts";
import type { HostBuilder } from "../ports/host.ts";
import type { Kasmina } from "../ports/kasmina.ts";
import type { LearningRatePolicy } from "../ports/learning_rate_policy.ts";
import type { Metric } from "../ports/metric.ts";
import type { Objective } from "../ports/objective.ts";
import type { Optimizer } from "../ports/optimizer.ts";
import type { RunCallback } from "../ports/run_callback.ts";
import type { RunObserver } from "../ports/run_observer.ts";
import type { SignalChannel } from "../ports/signal_channel.ts";
import type { SnapshotStore } from "../ports/snapshot_store.ts";
import type { Tamiyo } from "../ports/tamiyo.ts";
import type { Telemetry } from "../ports/telemetry.ts";
import type { StateParticipant } from "../ports/training_state.ts";
import type { Watchdog } from "../ports/watchdog.ts";
import { roleName } from "../role.ts";
import { TimedProfiler } from "../runtime/mod.ts";
import {
  AUTOPILOT,
  BUS,
  CHECKPOINT_STORE,
  CIRCUIT_BREAKERS,
  CLOCK,
  COLLECTIVE,
  COMMAND_GATE,
  COMMAND_HANDLER,
  COMPUTE_BACKEND,
  DATA_SOURCE,
  EPOCH_TASK,
  GRADIENT_AGGREGATOR,
  GRADIENT_TRANSFORM,
  HOST_BUILDER,
  KASMINA,
  LEARNING_RATE_POLICY,
  METRIC,
  OBJECTIVE,
  OPTIMIZER,
  PROFILER,
  RUN_CALLBACK,
  RUN_OBSERVER,
  SIGNAL_CHANNEL,
  SNAPSHOT_STORE,
  STATE_PARTICIPANT,
  TAMIYO,
  TELEMETRY,
  WATCHDOG,
} from "../tokens.ts";
import { SpanFeed } from "../tracing/span_feed.ts";
import { watchSpans } from "../tracing/watch_spans.ts";

/** The providers of a run, one for each role. */
export interface Services {
  readonly backend: ComputeBackend;
  readonly data: DataSource;
  readonly hostBuilder: HostBuilder;
  readonly objective: Objective;
  readonly metrics: readonly Metric[];
  readonly aggregator: GradientAggregator;
  readonly transforms: readonly GradientTransform[];
  readonly policy: LearningRatePolicy;
  readonly optimizer: Optimizer;
  readonly telemetry: Telemetry;
  readonly profiler: TimedProfiler;
  /** Spans for observers. */
  readonly spans: SpanFeed;
  readonly clock: Clock;
  readonly breakers: CircuitBreakers;
  readonly tamiyo: Tamiyo;
  readonly kasmina: Kasmina;
  readonly watchdog: Watchdog;
  readonly autopilot: Autopilot;
  readonly collective: Collective;
  readonly gate: CommandGate;
  readonly signals: SignalChannel;
  readonly bus: Bus;
  readonly commandHandlers: readonly CommandHandler[];
  readonly epochTasks: readonly EpochTask[];
  readonly observers: readonly RunObserver[];
  readonly callbacks: readonly RunCallback[];
  readonly snapshots: SnapshotStore;
  readonly checkpoints: CheckpointStore;
  readonly participants: readonly StateParticipant[];
}

/** Instantiates the providers. */
export async function resolveServices(container: Container): Promise<Services> {
  const clock = await resolve(container, CLOCK);
  const profiler = new TimedProfiler(await resolve(container, PROFILER), clock);
  const observers = await resolveAll(container, RUN_OBSERVER);
  const spans = new SpanFeed(clock);
  const telemetry = profiler.watch(await resolve(container, TELEMETRY));
  return {
    backend: await resolve(container, COMPUTE_BACKEND),
    data: await resolve(container, DATA_SOURCE),
    hostBuilder: await resolve(container, HOST_BUILDER),
    objective: await resolve(container, OBJECTIVE),
    metrics: await resolveAll(container, METRIC),
    aggregator: await resolve(container, GRADIENT_AGGREGATOR),
    transforms: await resolveAll(container, GRADIENT_TRANSFORM),
    policy: await resolve(container, LEARNING_RATE_POLICY),
    optimizer: await resolve(container, OPTIMIZER),
    telemetry: observers.some(({ onSpan }) => onSpan) ? watchSpans(telemetry, spans) : telemetry,
    spans,
    profiler,
    clock,
    breakers: await resolve(container, CIRCUIT_BREAKERS),
    tamiyo: await resolve(container, TAMIYO),
    kasmina: await resolve(container, KASMINA),
    watchdog: await resolve(container, WATCHDOG),
    autopilot: await resolve(container, AUTOPILOT),
    signals: await resolve(container, SIGNAL_CHANNEL),
    collective: await resolve(container, COLLECTIVE),
    gate: await resolve(container, COMMAND_GATE),
    bus: await resolve(container, BUS),
    commandHandlers: await resolveAll(container, COMMAND_HANDLER),
    epochTasks: await resolveAll(container, EPOCH_TASK),
    observers,
    callbacks: await resolveAll(container, RUN_CALLBACK),
    snapshots: await resolve(container, SNAPSHOT_STORE),
    checkpoints: await resolve(container, CHECKPOINT_STORE),
    participants: await resolveAll(container, STATE_PARTICIPANT),
  };
}

async function resolveAll<T>(container: Container, token: ServiceIdentifier<T>): Promise<T[]> {
  return container.isBound(token) ? await named(token, () => container.getAllAsync(token)) : [];
}

function resolve<T>(container: Container, token: ServiceIdentifier<T>): Promise<T> {
  return named(token, () => container.getAsync(token));
}

async function named<T>(token: ServiceIdentifier, get: () => Promise<T>): Promise<T> {
  try {
    return await get();
  } catch (error) {
    if (TolariaError.is(error)) throw error;
    throw new TolariaError(
      "container/failed",
      `Cannot create the provider of role "${roleName(token)}": ${messageOf(error)}`,
      { cause: error },
    );
  }
}
