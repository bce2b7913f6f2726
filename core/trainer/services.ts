import type { Container, ServiceIdentifier } from "../../deps.ts";
import { messageOf, TolariaError } from "../errors/mod.ts";
import type { Clock } from "../ports/clock.ts";
import type { ComputeBackend } from "../ports/compute_backend.ts";
import type { DataSource } from "../ports/dataset.ts";
import type { GradientAggregator } from "../ports/gradient_aggregator.ts";
import type { HostBuilder } from "../ports/host.ts";
import type { LearningRatePolicy } from "../ports/learning_rate_policy.ts";
import type { Objective } from "../ports/objective.ts";
import type { Optimizer } from "../ports/optimizer.ts";
import type { RunObserver } from "../ports/run_observer.ts";
import type { Telemetry } from "../ports/telemetry.ts";
import { roleName } from "../role.ts";
import {
  CLOCK,
  COMPUTE_BACKEND,
  DATA_SOURCE,
  GRADIENT_AGGREGATOR,
  HOST_BUILDER,
  LEARNING_RATE_POLICY,
  OBJECTIVE,
  OPTIMIZER,
  RUN_OBSERVER,
  TELEMETRY,
} from "../tokens.ts";

/** The providers of a run, one for each role. */
export interface Services {
  readonly backend: ComputeBackend;
  readonly data: DataSource;
  readonly hostBuilder: HostBuilder;
  readonly objective: Objective;
  readonly aggregator: GradientAggregator;
  readonly policy: LearningRatePolicy;
  readonly optimizer: Optimizer;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
  readonly observers: readonly RunObserver[];
}

/** Instantiates the providers. */
export async function resolveServices(container: Container): Promise<Services> {
  return {
    backend: await resolve(container, COMPUTE_BACKEND),
    data: await resolve(container, DATA_SOURCE),
    hostBuilder: await resolve(container, HOST_BUILDER),
    objective: await resolve(container, OBJECTIVE),
    aggregator: await resolve(container, GRADIENT_AGGREGATOR),
    policy: await resolve(container, LEARNING_RATE_POLICY),
    optimizer: await resolve(container, OPTIMIZER),
    telemetry: await resolve(container, TELEMETRY),
    clock: await resolve(container, CLOCK),
    observers: container.isBound(RUN_OBSERVER)
      ? await named(RUN_OBSERVER, () => container.getAllAsync(RUN_OBSERVER))
      : [],
  };
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
      `Cannot create the provider of role '${roleName(token)}': ${messageOf(error)}`,
      { cause: error },
    );
  }
}
