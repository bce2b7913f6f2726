/**
 * Tolaria: a training orchestrator for TensorFlow.js on Bun and Deno.
 *
 * {@link createTrainer} composes a trainer from a network, examples and providers; each provider is a
 * function that returns a module. The tokens and ports are for providers of one's own.
 *
 * @module
 */
export {
  type ArenaLayout,
  type BatchValues,
  type Catalogue,
  CLOCK,
  type Clock,
  COMPUTE_BACKEND,
  type Column,
  type ColumnValues,
  type ComputeBackend,
  type ComputeDevice,
  DATA_SOURCE,
  type DataSource,
  type DataSplits,
  type Dataset,
  type EarlyStopping,
  type EndReason,
  type EpochReport,
  type ErrorCode,
  HOST_BUILDER,
  type Host,
  type HostBuilder,
  type Incident,
  LEARNING_RATE_POLICY,
  type LearningRatePolicy,
  type Measure,
  OBJECTIVE,
  type Objective,
  OPTIMIZER,
  type Optimizer,
  type OptimizerState,
  type OptimizerUpdate,
  type Parameter,
  type PassReport,
  type ProviderFactory,
  type RandomState,
  RandomStream,
  type RoleEntry,
  RUN_OBSERVER,
  type RunObserver,
  type RunOptions,
  type RunPlan,
  type RunReport,
  role,
  type Segment,
  type StepReport,
  TELEMETRY,
  type Telemetry,
  type TelemetryLosses,
  TolariaError,
  type Trainer,
  type TrainerSettings,
  type TrainingMoment,
} from "./core/mod.ts";
// For providers of one's own, so that they share one copy with Tolaria.
export { ContainerModule, inject, injectable, tf } from "./deps.ts";
export * from "./modules/mod.ts";
