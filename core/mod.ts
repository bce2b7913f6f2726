/**
 * The ports, the container and the engine. Knows no provider.
 *
 * @module
 */

export { ParameterGroup } from "./arena/parameter_group.ts";
export { ParameterGroups } from "./arena/parameter_groups.ts";
export type { ParameterMatch } from "./arena/partition.ts";
export { stackGradients } from "./arena/stack_gradients.ts";
export { type BusMessage, channelOf, envelopeOf } from "./bus/envelope.ts";
export { checkCommand, PACKET_ANNOTATION, refused } from "./commands/check_command.ts";
export type { Catalogue, ProviderFactory, RoleEntry } from "./container/catalogue.ts";
export { Emergencies } from "./emergencies/emergencies.ts";
export {
  type ActionWork,
  type EmergencyChannel,
  type EmergencyListener,
  levelName,
} from "./emergencies/emergency.ts";

export { EMERGENCY_PROTOCOL, type LevelRule, type Reach } from "./emergencies/protocol.ts";
export { type ErrorCode, messageOf, TolariaError } from "./errors/mod.ts";
export { combineTasks } from "./gradients/combination.ts";
export { gramOfRows, readGram, splitDoubles } from "./gradients/gram.ts";
export { combineRows } from "./gradients/rows.ts";
export { type Json, numberToJson, type SpelledNumber, SpelledSchema } from "./json.ts";
export {
  ALL_GROUPS,
  type AuthorityOptions,
  HOST_GROUP,
  LearningRateAuthority,
} from "./learning_rates/authority.ts";

export type { AuthorityState, GroupState } from "./learning_rates/authority_state.ts";
export { isPolicyModule, PolicyModule } from "./learning_rates/policy_module.ts";
export type { RateCut } from "./learning_rates/rate_cuts.ts";
export type { RateSource } from "./learning_rates/rated_group.ts";
export type { GroupRegistration } from "./learning_rates/requests.ts";
export { isMetricName, METRIC_NAME_RULE } from "./metrics/objective_metrics.ts";
export type { ChangeLog, OptimizerListener } from "./optimizers/change_log.ts";
export type { OptimizerAdjustment } from "./optimizers/command.ts";
export type { NewGroup } from "./optimizers/group_changes.ts";
export type { OptimizerManagerState } from "./optimizers/manager_parts.ts";
export { OptimizerManager } from "./optimizers/optimizer_manager.ts";
export { OptimizerSource } from "./optimizers/optimizer_source.ts";
export type { PlannedChange, PreparedChange } from "./optimizers/prepared_change.ts";
export type { PreparedGroup } from "./optimizers/prepared_group.ts";
export type { RebuildLimit } from "./optimizers/rebuild_rate_limiter.ts";
export type { OptimizerRecord } from "./optimizers/recreate_optimizer.ts";
export type { SwapOptions } from "./optimizers/requests.ts";
export { parseOptions, show } from "./options.ts";
export { cosOfPi, realPower, wholePower } from "./portable_math.ts";
export type { Autopilot, Course, Detour, StepRange } from "./ports/autopilot.ts";
export type { Bus, BusChange, BusChannel, BusCounts } from "./ports/bus.ts";
export type {
  CheckpointChoice,
  CheckpointDraft,
  CheckpointDtype,
  CheckpointInfo,
  CheckpointPartDraft,
  CheckpointSource,
  CheckpointStore,
  CheckpointWrite,
  LoadedCheckpoint,
  LoadedPart,
  LoadedTensor,
} from "./ports/checkpoint_store.ts";

export type {
  BreakerChange,
  BreakerCounts,
  CircuitBreaker,
  CircuitBreakers,
} from "./ports/circuit_breakers.ts";

export type { Clock } from "./ports/clock.ts";
export type { CommandGate } from "./ports/command_gate.ts";
export type {
  CommandHandler,
  PreparationMoment,
  PreparedCommand,
} from "./ports/command_handler.ts";

export type { ComputeBackend, ComputeDevice } from "./ports/compute_backend.ts";
export type {
  BatchValues,
  Column,
  ColumnValues,
  DataSource,
  DataSplits,
  Dataset,
} from "./ports/dataset.ts";
export * from "./ports/emergency.ts";
export type { EpochTask, EpochTaskContext, TaskPause } from "./ports/epoch_task.ts";
export { type Feature, SHED_ORDER } from "./ports/features.ts";
export type { FusedKernels } from "./ports/fused_kernels.ts";
export type { GradientAggregator, Task } from "./ports/gradient_aggregator.ts";
export type { Graft, Host, HostBuilder, Parameter, Slot } from "./ports/host.ts";
export type { Kasmina, KasminaParts } from "./ports/kasmina.ts";
export type {
  EpochMetrics,
  LearningRatePolicy,
  Milestones,
  Period,
  TrainingClock,
  TrainingExtent,
  TrainingMoment,
} from "./ports/learning_rate_policy.ts";
export type { LossTask, MetricSpec, Objective } from "./ports/objective.ts";
export type {
  ArenaLayout,
  Optimizer,
  OptimizerOptions,
  OptimizerState,
  OptimizerUpdate,
  RateCell,
  Segment,
  SlotRole,
  SlotSpec,
} from "./ports/optimizer.ts";
export type { KernelTime, LoopPhase, ProfileReport, Profiler } from "./ports/profiler.ts";
export type {
  Recovery,
  RecoveryTier,
  RollbackOutcome,
  RollbackRequest,
} from "./ports/recovery.ts";
export * from "./ports/reports/aggregation_report.ts";
export * from "./ports/reports/alarm_report.ts";
export * from "./ports/reports/boundary_report.ts";
export * from "./ports/reports/command_outcome.ts";
export * from "./ports/reports/control_report.ts";
export * from "./ports/reports/health.ts";
export * from "./ports/reports/incident.ts";
export * from "./ports/reports/memory_report.ts";
export * from "./ports/reports/mode_change.ts";
export * from "./ports/reports/optimizer_change.ts";
export * from "./ports/reports/pass_report.ts";
export * from "./ports/reports/rate_report.ts";
export * from "./ports/reports/recovery_report.ts";
export * from "./ports/reports/run_report.ts";
export * from "./ports/reports/seed_report.ts";
export * from "./ports/reports/skipped.ts";
export * from "./ports/reports/step_outcome.ts";
export { offersFused, runFused, runFusedGradient } from "./ports/run_fused.ts";
export type { RunObserver } from "./ports/run_observer.ts";
export type {
  GateCheck,
  GateVerdict,
  GraftedSeed,
  PreparedSeeds,
  SeedGradients,
  SeedListener,
  SeedOutput,
  SeedStep,
  SeedsSnapshot,
  SeedTraining,
  SeedTransition,
} from "./ports/seed_training.ts";
export type {
  Participant,
  RunSignal,
  SignalChannel,
  SignalLine,
  SignalRequest,
} from "./ports/signal_channel.ts";
export type { SnapshotStore } from "./ports/snapshot_store.ts";
export type { Decision, Tamiyo, TamiyoCounts, TamiyoMemory } from "./ports/tamiyo.ts";
export type { Telemetry, TelemetryLosses } from "./ports/telemetry.ts";
export type {
  PreparedRestore,
  StatePart,
  StateParticipant,
  StateTensor,
  TrainingState,
} from "./ports/training_state.ts";
export type { Alarm, AlarmRule, EpochNumbers, StepNumbers, Watchdog } from "./ports/watchdog.ts";
export { type RandomState, RandomStream, withSeededMathRandom } from "./random.ts";
export {
  DEADLINE_FLAG_BYTES,
  DeadlineFlag,
  type RestoreReading,
  type RestoreState,
} from "./recovery/deadline_flag.ts";
export { RESTORE_PHASES } from "./recovery/restore.ts";
export { role } from "./role.ts";
export {
  canEndSpinningWorkers,
  collectGarbage,
  isRunning,
  PriorityQueue,
  processStart,
  runtimeIdentity,
  SHARED_MEMORY_FOLDER,
  type SharedMapping,
  Spool,
  SupervisedWorker,
  scriptArguments,
  settlesWithin,
  sharedMemory,
  stateFolder,
  type WorkerListener,
  withTimeout,
} from "./runtime/mod.ts";
export { type StageWeights, stageWeight } from "./seeds/stage_weight.ts";
export type { GroupSettings } from "./settings/group_settings.ts";
export type {
  ControlSettings,
  EarlyStopping,
  RunOptions,
  TrainerSettings,
} from "./settings/settings.ts";
export { BREAKER, exporterBreaker } from "./stability/breaker_names.ts";
export { madeHere, parseState, policyState, restorePolicy } from "./state/parse_state.ts";
export { disposeState } from "./state/training_state.ts";
export {
  epochAttributes,
  planAttributes,
} from "./telemetry/attributes.ts";
export {
  ATTRIBUTE,
  EVENT,
  metricAttribute,
  providerAttribute,
  SPAN,
  STATUS,
} from "./telemetry/conventions.ts";
export {
  PRIORITIES,
  type Priority,
  type PriorityName,
  priorityName,
  spanPriority,
} from "./telemetry/priorities.ts";
export {
  AUTOPILOT,
  BUS,
  CHECKPOINT_STORE,
  CIRCUIT_BREAKERS,
  CLOCK,
  COMMAND_GATE,
  COMMAND_HANDLER,
  COMPUTE_BACKEND,
  DATA_SOURCE,
  EPOCH_TASK,
  GRADIENT_AGGREGATOR,
  HOST_BUILDER,
  KASMINA,
  LEARNING_RATE_POLICY,
  OBJECTIVE,
  OPTIMIZER,
  PROFILER,
  RUN_OBSERVER,
  SIGNAL_CHANNEL,
  SNAPSHOT_STORE,
  STATE_PARTICIPANT,
  TAMIYO,
  TELEMETRY,
  WATCHDOG,
} from "./tokens.ts";
export { Trainer } from "./trainer/trainer.ts";
export { VERSION } from "./version.ts";
