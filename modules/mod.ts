/**
 * The built-in providers, and what composes them to a trainer.
 *
 * @module
 */
export { type CagradOptions, cagrad } from "./aggregators/cagrad/mod.ts";
export { type HostPriorityOptions, hostPriority } from "./aggregators/host_priority/mod.ts";
export { mgda } from "./aggregators/mgda/mod.ts";
export { type PcgradOptions, pcgrad } from "./aggregators/pcgrad/mod.ts";
export { type WeightedSumOptions, weightedSum } from "./aggregators/weighted_sum/mod.ts";
export { type AttentionOptions, attention } from "./attention/mod.ts";
export { type AutopilotOptions, autopilot } from "./autopilots/autopilot/mod.ts";
export { noAutopilot } from "./autopilots/none/mod.ts";
export { auto, BACKENDS } from "./backends.ts";
export { closedBreakers } from "./breakers/closed/mod.ts";
export {
  type BreakerOptions,
  type OpossumBreakersOptions,
  opossumBreakers,
} from "./breakers/opossum/mod.ts";
export { type InProcessBusOptions, inProcessBus } from "./bus/in_process/mod.ts";
export { noBus } from "./bus/none/mod.ts";
export { type RedisBusOptions, type RedisTls, redisBus } from "./bus/redis/mod.ts";
export { CATALOGUE } from "./catalogue.ts";
export {
  type CheckpointContents,
  CheckpointDirectory,
  type CheckpointsOptions,
  checkpoints,
  type TensorEntry,
} from "./checkpoints/filesystem/mod.ts";
export {
  MemoryCheckpointStore,
  type MemoryCheckpointsOptions,
  memoryCheckpoints,
  type StoredPart,
  type StoredTensor,
} from "./checkpoints/memory/mod.ts";
export { noCheckpoints } from "./checkpoints/none/mod.ts";
export { ManualClock, manualClock } from "./clocks/manual/mod.ts";
export { systemClock } from "./clocks/system/mod.ts";
export { closedGate } from "./command_gates/closed/mod.ts";
export {
  type CommandKey,
  type SignedCommandsOptions,
  signCommand,
  signedCommands,
} from "./command_gates/signed/mod.ts";
export { cpu } from "./compute/cpu/mod.ts";
export {
  checkTensorflow,
  type Installation,
  type SetupOptions,
  type SetupResult,
  setupTensorflow,
  type TensorflowOptions,
  tensorflow,
} from "./compute/tensorflow/mod.ts";
export { type WasmOptions, wasm } from "./compute/wasm/mod.ts";
export {
  createTrainer,
  type Modules,
  type Overrides,
  type TrainerConfig,
} from "./create_trainer.ts";
export {
  type ArrayColumn,
  type ArrayExamples,
  type ArraysOptions,
  arrays,
} from "./data/arrays/mod.ts";
export { type DigitsOptions, digits } from "./data/digits/mod.ts";
export { type IdxFiles, type IdxOptions, idx } from "./data/idx/mod.ts";
export { afterEpoch } from "./epoch_tasks/after_epoch/mod.ts";
export { type PacketLogOptions, packetLog } from "./epoch_tasks/packet_log/mod.ts";
export {
  findLearningRate,
  type JsonRangeTest,
  type RangePoint,
  type RangeProgress,
  type RangeTest,
  type RangeTestOptions,
  type RateSuggestion,
  rangeTestToJson,
  rangeTestToSvg,
  renderRangeTest,
  showRangeProgress,
} from "./find_learning_rate/mod.ts";
export { type Block, type BlocksOptions, blocks, type SlotOption } from "./hosts/blocks/mod.ts";
export { type CnnOptions, cnn } from "./hosts/cnn/mod.ts";
export { layersModel } from "./hosts/layers_model/mod.ts";
export { type MlpOptions, mlp } from "./hosts/mlp/mod.ts";
export { defineJob, type JobSource, type TrainingJob } from "./job.ts";
export { recordingKasmina, SeedCommandRecord } from "./kasmina/recording/mod.ts";
export {
  type Blueprint,
  type GateLimits,
  type SeedsOptions,
  seeds,
} from "./kasmina/seeds/mod.ts";
export type { Over } from "./learning_rates/_shared/mod.ts";
export { type ClampOptions, clamp } from "./learning_rates/clamp/mod.ts";
export { constant } from "./learning_rates/constant/mod.ts";
export { type CosineOptions, cosine } from "./learning_rates/cosine/mod.ts";
export {
  type CosineRestartsOptions,
  cosineRestarts,
} from "./learning_rates/cosine_restarts/mod.ts";
export { type ExponentialOptions, exponential } from "./learning_rates/exponential/mod.ts";
export { frozenRate } from "./learning_rates/frozen_rate/mod.ts";
export {
  type InverseSquareRootOptions,
  inverseSquareRoot,
} from "./learning_rates/inverse_square_root/mod.ts";
export { type MultiStepOptions, multiStep } from "./learning_rates/multi_step/mod.ts";
export { type OneCycleOptions, oneCycle } from "./learning_rates/one_cycle/mod.ts";
export { type PerGroupOptions, perGroup } from "./learning_rates/per_group/mod.ts";
export { type PlateauOptions, plateau } from "./learning_rates/plateau/mod.ts";
export { type PolynomialOptions, polynomial } from "./learning_rates/polynomial/mod.ts";
export { scale } from "./learning_rates/scale/mod.ts";
export {
  type SequenceOptions,
  type SequenceStage,
  sequence,
} from "./learning_rates/sequence/mod.ts";
export { type StepDecayOptions, stepDecay } from "./learning_rates/step_decay/mod.ts";
export { type WarmupOptions, warmup } from "./learning_rates/warmup/mod.ts";
export { type WarmupCosineOptions, warmupCosine } from "./learning_rates/warmup_cosine/mod.ts";
export {
  type WarmupStableDecayOptions,
  warmupStableDecay,
} from "./learning_rates/warmup_stable_decay/mod.ts";
export {
  type BinaryCrossEntropyOptions,
  binaryCrossEntropy,
} from "./objectives/binary_cross_entropy/mod.ts";
export {
  type Comparison,
  type CustomMetric,
  type CustomOptions,
  custom,
} from "./objectives/custom/mod.ts";
export { meanSquaredError } from "./objectives/mean_squared_error/mod.ts";
export {
  type SoftmaxCrossEntropyOptions,
  softmaxCrossEntropy,
} from "./objectives/softmax_cross_entropy/mod.ts";
export { type TaskOptions, type TasksOptions, tasks } from "./objectives/tasks/mod.ts";
export {
  type JsonAlarm,
  type JsonControl,
  type JsonEpoch,
  type JsonIncident,
  type JsonNumber,
  type JsonOptimizerChange,
  type JsonRecovery,
  type JsonReport,
  type JsonRollback,
  type JsonSeed,
  type JsonSeedGradient,
  type JsonSeedStage,
  type JsonTransfer,
  type RenderOptions,
  renderReport,
  reportToJson,
  sparkline,
} from "./observers/_report/mod.ts";
export type { TextStream } from "./observers/_terminal/mod.ts";
export { type LinesOptions, lines } from "./observers/lines/mod.ts";
export { type ProgressOptions, progress } from "./observers/progress/mod.ts";
export { silent } from "./observers/silent/mod.ts";
export type { DecayOptions } from "./optimizers/_shared/mod.ts";
export { type AdagradOptions, adagrad } from "./optimizers/adagrad/mod.ts";
export { type AdamOptions, adam } from "./optimizers/adam/mod.ts";
export { type AdamwOptions, adamw } from "./optimizers/adamw/mod.ts";
export { frozen } from "./optimizers/frozen/mod.ts";
export { type LambOptions, lamb } from "./optimizers/lamb/mod.ts";
export { type LionOptions, lion } from "./optimizers/lion/mod.ts";
export { type RmspropOptions, rmsprop } from "./optimizers/rmsprop/mod.ts";
export { type SgdOptions, sgd } from "./optimizers/sgd/mod.ts";
export { tfjsOptimizer } from "./optimizers/tfjs/mod.ts";
export { type ChromeTraceOptions, chromeTrace } from "./profilers/chrome_trace/mod.ts";
export { noProfiler } from "./profilers/no_profiler/mod.ts";
export { inProcessSignals } from "./signal_channels/in_process/mod.ts";
export {
  findRuns,
  type JoinedRun,
  joinRun,
  type RunFile,
  sharedMemorySignals,
} from "./signal_channels/shared_memory/mod.ts";
export { noSnapshots } from "./snapshots/none/mod.ts";
export { type SnapshotsOptions, snapshots } from "./snapshots/recent/mod.ts";
export {
  type HeuristicOptions,
  type HeuristicPolicy,
  makeHeuristic,
} from "./tamiyo/_heuristic/mod.ts";
export type {
  PolicyAnswer,
  PolicyCommand,
  PolicyContext,
  PolicyFactory,
  TamiyoPolicy,
} from "./tamiyo/_policy/mod.ts";
export { type TamiyoOptions, tamiyo } from "./tamiyo/hosted/mod.ts";
export { type TamiyoInProcessOptions, tamiyoInProcess } from "./tamiyo/in_process/mod.ts";
export { noTamiyo } from "./tamiyo/none/mod.ts";
export { type TamiyoProgramOptions, tamiyoProgram } from "./tamiyo/program/mod.ts";
export { type ConsoleTelemetryOptions, consoleTelemetry } from "./telemetry/console/mod.ts";
export { type JsonlOptions, jsonl } from "./telemetry/jsonl/mod.ts";
export { type LeylinePacketsOptions, leylinePackets } from "./telemetry/leyline/mod.ts";
export {
  type MetricRecord,
  memory,
  type SpanEvent,
  type SpanRecord,
  SpanRecorder,
} from "./telemetry/memory/mod.ts";
export { none } from "./telemetry/none/mod.ts";
export { type OtlpOptions, otlp } from "./telemetry/otlp/mod.ts";
export { type PrometheusOptions, prometheus } from "./telemetry/prometheus/mod.ts";
export { type TieredRollbackOptions, tieredRollback } from "./tiered_rollback.ts";
export { noWatchdog } from "./watchdogs/none/mod.ts";
export { type CollapseOptions, type WatchdogOptions, watchdog } from "./watchdogs/watchdog/mod.ts";
