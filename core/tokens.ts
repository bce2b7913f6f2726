import type { ServiceIdentifier } from "../deps.ts";
import type { Clock } from "./ports/clock.ts";
import type { ComputeBackend } from "./ports/compute_backend.ts";
import type { DataSource } from "./ports/dataset.ts";
import type { GradientAggregator } from "./ports/gradient_aggregator.ts";
import type { HostBuilder } from "./ports/host.ts";
import type { LearningRatePolicy } from "./ports/learning_rate_policy.ts";
import type { Objective } from "./ports/objective.ts";
import type { Optimizer } from "./ports/optimizer.ts";
import type { RunObserver } from "./ports/run_observer.ts";
import type { Telemetry } from "./ports/telemetry.ts";
import { role } from "./role.ts";

/** Runs the tensor kernels. Exactly one a run. */
export const COMPUTE_BACKEND: ServiceIdentifier<ComputeBackend> = role("compute-backend");

/** Opens the examples. Exactly one a run. */
export const DATA_SOURCE: ServiceIdentifier<DataSource> = role("data-source");

/** Builds the network. Exactly one a run. */
export const HOST_BUILDER: ServiceIdentifier<HostBuilder> = role("host");

/** Measures the outputs against the targets. Exactly one a run. */
export const OBJECTIVE: ServiceIdentifier<Objective> = role("objective");

/** Combines the gradients of several tasks. Exactly one a run. */
export const GRADIENT_AGGREGATOR: ServiceIdentifier<GradientAggregator> =
  role("gradient-aggregator");

/** Chooses learning rates. Exactly one a run. */
export const LEARNING_RATE_POLICY: ServiceIdentifier<LearningRatePolicy> =
  role("learning-rate-policy");

/** Turns gradients into new parameters. Exactly one a run. */
export const OPTIMIZER: ServiceIdentifier<Optimizer> = role("optimizer");

/** Takes spans to where people look at them. Exactly one a run. */
export const TELEMETRY: ServiceIdentifier<Telemetry> = role("telemetry");

/** Tells the time. Exactly one a run. */
export const CLOCK: ServiceIdentifier<Clock> = role("clock");

/** Watches the run. Any number a run. */
export const RUN_OBSERVER: ServiceIdentifier<RunObserver> = role("run-observer");
