/**
 * Conformance suites, one a role: what every provider of the role must do. Each declares its tests with `node:test`, so
 * that they run under `bun test` and `deno test` alike.
 *
 * @module
 */

export type { CommandFields } from "./_support/commands.ts";
export { FakeClock, FakeTerminal } from "./_support/fake_terminal.ts";
export type { Scratch } from "./_support/scratch.ts";
export type { Behaviour, Script } from "./_support/scripted_policy.ts";
export type { Skip, SuiteOptions } from "./_support/suite.ts";
export { leavesNoTensors } from "./_support/tensors.ts";
export { conformsToAutopilot } from "./autopilot.ts";
export { type BusStage, type CreateBuses, conformsToBus } from "./bus.ts";
export { type CheckpointStage, conformsToCheckpointStore } from "./checkpoint_store.ts";
export { conformsToCircuitBreakers } from "./circuit_breakers.ts";
export { conformsToClock } from "./clock.ts";
export {
  type Agreed,
  type CollectiveSuiteOptions,
  conformsToCollective,
  type RanksStage,
  type Summed,
  stageInProcess,
} from "./collective.ts";
export { conformsToCommandGate, type GateStage } from "./command_gate.ts";
export { conformsToCommandHandler, type HandlerStage } from "./command_handler.ts";
export { conformsToComputeBackend } from "./compute_backend.ts";
export { conformsToDataSource } from "./data_source.ts";
export { conformsToEpochTask, type EpochTaskStage } from "./epoch_task.ts";
export { conformsToGradientAggregator } from "./gradient_aggregator.ts";
export { conformsToGradientTransform } from "./gradient_transform.ts";
export { conformsToHost } from "./host.ts";
export { conformsToKasmina, type KasminaStage } from "./kasmina.ts";
export { lateBackend } from "./late_backend.ts";
export { conformsToLearningRatePolicy } from "./learning_rate_policy.ts";
export { conformsToMetric, type MeasuredExamples } from "./metric.ts";
export { type Compared, conformsToObjective } from "./objective.ts";
export { conformsToOptimizer } from "./optimizer.ts";
export { conformsToProfiler } from "./profiler.ts";
export {
  conformsToRecordSource,
  type RecordSourceOptions,
  type RecordSourceStage,
} from "./record_source.ts";
export { conformsToRunCallback } from "./run_callback.ts";
export { conformsToRunObserver, type ObserverStage } from "./run_observer.ts";
export { conformsToSignalChannel } from "./signal_channel.ts";
export { conformsToSnapshotStore } from "./snapshot_store.ts";
export { conformsToStateParticipant, type ParticipantStage } from "./state_participant.ts";
export { conformsToTamiyo, SCRIPTED_POLICY, type TamiyoStage } from "./tamiyo.ts";
export { conformsToTelemetry, type TelemetryStage } from "./telemetry.ts";
export { conformsToTokenizer, type TokenizerSuiteOptions } from "./tokenizer.ts";
export { conformsToWatchdog } from "./watchdog.ts";
