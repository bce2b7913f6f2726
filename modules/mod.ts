/**
 * The built-in providers, and what composes them to a trainer.
 *
 * @module
 */
export { closedBreakers } from "./breakers/closed/mod.ts";
export {
  type BreakerOptions,
  type OpossumBreakersOptions,
  opossumBreakers,
} from "./breakers/opossum/mod.ts";
export { BACKENDS, CATALOGUE } from "./catalogue.ts";
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
export { type Block, type BlocksOptions, blocks } from "./hosts/blocks/mod.ts";
export { type CnnOptions, cnn } from "./hosts/cnn/mod.ts";
export { layersModel } from "./hosts/layers_model/mod.ts";
export { type MlpOptions, mlp } from "./hosts/mlp/mod.ts";
export { defineJob, type JobSource, type TrainingJob } from "./job.ts";
export { recordingKasmina, SeedCommandRecord } from "./kasmina/recording/mod.ts";
export { constant } from "./learning_rates/constant/mod.ts";
export { type WarmupCosineOptions, warmupCosine } from "./learning_rates/warmup_cosine/mod.ts";
export {
  type BinaryCrossEntropyOptions,
  binaryCrossEntropy,
} from "./objectives/binary_cross_entropy/mod.ts";
export {
  type Comparison,
  type CustomMeasure,
  type CustomOptions,
  custom,
} from "./objectives/custom/mod.ts";
export { meanSquaredError } from "./objectives/mean_squared_error/mod.ts";
export {
  type SoftmaxCrossEntropyOptions,
  softmaxCrossEntropy,
} from "./objectives/softmax_cross_entropy/mod.ts";
export {
  type JsonControl,
  type JsonEpoch,
  type JsonIncident,
  type JsonNumber,
  type JsonReport,
  type RenderOptions,
  renderReport,
  reportToJson,
} from "./observers/_report/mod.ts";
export type { TextStream } from "./observers/_terminal/mod.ts";
export { type LinesOptions, lines } from "./observers/lines/mod.ts";
export { type ProgressOptions, progress } from "./observers/progress/mod.ts";
export { silent } from "./observers/silent/mod.ts";
export { type AdamwOptions, adamw } from "./optimizers/adamw/mod.ts";
export { frozen } from "./optimizers/frozen/mod.ts";
export { type HeuristicOptions, makeHeuristic } from "./tamiyo/_heuristic/mod.ts";
export type {
  PolicyAnswer,
  PolicyCommand,
  PolicyFactory,
  TamiyoPolicy,
} from "./tamiyo/_policy/mod.ts";
export { type TamiyoOptions, tamiyo } from "./tamiyo/hosted/mod.ts";
export { type TamiyoInProcessOptions, tamiyoInProcess } from "./tamiyo/in_process/mod.ts";
export { noTamiyo } from "./tamiyo/none/mod.ts";
export { type TamiyoProgramOptions, tamiyoProgram } from "./tamiyo/program/mod.ts";
export { type JsonlOptions, jsonl } from "./telemetry/jsonl/mod.ts";
export { memory, type SpanEvent, type SpanRecord, SpanRecorder } from "./telemetry/memory/mod.ts";
export { none } from "./telemetry/none/mod.ts";
export { type OtlpOptions, otlp } from "./telemetry/otlp/mod.ts";
