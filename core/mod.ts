/**
 * The ports, the container and the engine. Knows no provider.
 *
 * @module
 */

export { ParameterGroup } from "./arena/parameter_group.ts";
export { ParameterGroups } from "./arena/parameter_groups.ts";
export type { ParameterMatch } from "./arena/partition.ts";
export { piecesOf } from "./arena/pieces_of.ts";
export { stackGradients } from "./arena/stack_gradients.ts";
export { checkUntrained } from "./arena/trained_watch.ts";
export * from "./bus/envelope.ts";
export { launchOf } from "./collective/launcher.ts";
export { addAsTree } from "./collective/tree.ts";
export { checkCommand, PACKET_ANNOTATION, readAnswer, refused } from "./commands/check_command.ts";
export { type CommandKey, signCommand } from "./commands/signature.ts";
export { SignedGate } from "./commands/signed_gate.ts";
export * from "./container/catalogue.ts";
export { BatchFeeder } from "./data/batch_feeder.ts";
export { shuffle } from "./data/shuffle.ts";
export type { DrivenRun, DrivenStep } from "./driven/driven_run.ts";
export type { DrivenBatch, DrivenValues } from "./driven/intake.ts";
export * from "./emergencies/emergencies.ts";
export type {
  ActionWork,
  EmergencyChannel,
  EmergencyListener,
} from "./emergencies/emergency.ts";
export * from "./emergencies/protocol.ts";
export { Trainer } from "./engine/trainer.ts";
export {
  errorMessage,
  firstError,
  messageOf,
  safeText,
  unknownName,
  withoutCredentials,
} from "./errors/mod.ts";
export { evaluateDataset } from "./evaluation/evaluate_dataset.ts";
export { combineTasks } from "./gradients/combination.ts";
export * from "./gradients/gram.ts";
export { releaseTapeOnThrow } from "./gradients/release_tape_on_throw.ts";
export { combineRows } from "./gradients/rows.ts";
export { severalGradients } from "./gradients/several_gradients.ts";
export * from "./json.ts";
export { readsLate } from "./late_reads/fetch_values.ts";
export * from "./learning_rates/authority.ts";
export type { AuthorityState, GroupState } from "./learning_rates/authority_state.ts";
export { isPolicyModule } from "./learning_rates/policy_module.ts";
export type { RateCut } from "./learning_rates/rate_cuts.ts";
export type { RateSource } from "./learning_rates/rated_group.ts";
export type { GroupRegistration } from "./learning_rates/requests.ts";
export { isMetricName, METRIC_NAME_RULE } from "./metrics/objective_metrics.ts";
export { isMilliseconds, milliseconds, millisecondsFrom0 } from "./milliseconds.ts";
export type { SaveOptions } from "./models/mod.ts";
export * from "./models/mod.ts";
export { epochAttributes, planAttributes } from "./monitoring/run_events.ts";
export * from "./optimizers/change_log.ts";
export type { OptimizerAdjustment } from "./optimizers/command.ts";
export type { NewGroup } from "./optimizers/group_changes.ts";
export type { OptimizerManagerState } from "./optimizers/manager_parts.ts";
export { OptimizerManager } from "./optimizers/optimizer_manager.ts";
export type { OptimizerMemory } from "./optimizers/optimizer_memory.ts";
export { OptimizerSource } from "./optimizers/optimizer_source.ts";
export type { PlannedChange, PreparedChange } from "./optimizers/prepared_change.ts";
export type { PreparedGroup } from "./optimizers/prepared_group.ts";
export type { RebuildLimit } from "./optimizers/rebuild_rate_limiter.ts";
export type { OptimizerRecord } from "./optimizers/recreate_optimizer.ts";
export type { SwapOptions } from "./optimizers/requests.ts";
export * from "./options.ts";
export * from "./portable_math.ts";
export type * from "./ports/emergency.ts";
export { levelName } from "./ports/emergency.ts";
export * from "./ports/fused_kernels.ts";
export type { RecurrentActivation } from "./ports/recurrent_kernels.ts";
export { countActions } from "./ports/reports/optimizer_change.ts";
export * from "./ports/run_fused.ts";
export * from "./ports.ts";
export { withSeededMathRandom } from "./random.ts";
export * from "./recovery/deadline_flag.ts";
export { RESTORE_PHASES } from "./recovery/restore.ts";
export * from "./reports.ts";
export * from "./runtime/mod.ts";
export * from "./seeds/stage_weight.ts";
export type { GroupSettings } from "./settings/group_settings.ts";
export type {
  BeginOptions,
  ControlSettings,
  EarlyStopping,
  ResumeOptions,
  RunOptions,
  TrainerSettings,
} from "./settings/settings.ts";
export * from "./state/parse_state.ts";
export { type PlainStateOptions, plainState } from "./state/plain_state.ts";
export { anyNumber } from "./state/schemas.ts";
export { disposeState } from "./state/training_state.ts";
export * from "./telemetry/conventions.ts";
export * from "./telemetry/priorities.ts";
export * as tokens from "./tokens.ts";
export * from "./tracing/watch_spans.ts";
export { VERSION } from "./version.ts";
