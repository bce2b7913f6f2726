import {
  AUTOPILOT,
  BUS,
  type Catalogue,
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
} from "../core/mod.ts";
import { cagrad } from "./aggregators/cagrad/mod.ts";
import { hostPriority } from "./aggregators/host_priority/mod.ts";
import { mgda } from "./aggregators/mgda/mod.ts";
import { pcgrad } from "./aggregators/pcgrad/mod.ts";
import { weightedSum } from "./aggregators/weighted_sum/mod.ts";
import { autopilot } from "./autopilots/autopilot/mod.ts";
import { noAutopilot } from "./autopilots/none/mod.ts";
import { auto, BACKENDS } from "./backends.ts";
import { closedBreakers } from "./breakers/closed/mod.ts";
import { opossumBreakers } from "./breakers/opossum/mod.ts";
import { inProcessBus } from "./bus/in_process/mod.ts";
import { noBus } from "./bus/none/mod.ts";
import { redisBus } from "./bus/redis/mod.ts";
import { checkpoints } from "./checkpoints/filesystem/mod.ts";
import { memoryCheckpoints } from "./checkpoints/memory/mod.ts";
import { noCheckpoints } from "./checkpoints/none/mod.ts";
import { manualClock } from "./clocks/manual/mod.ts";
import { systemClock } from "./clocks/system/mod.ts";
import { closedGate } from "./command_gates/closed/mod.ts";
import { signedCommands } from "./command_gates/signed/mod.ts";
import { arrays } from "./data/arrays/mod.ts";
import { digits } from "./data/digits/mod.ts";
import { idx } from "./data/idx/mod.ts";
import { afterEpoch } from "./epoch_tasks/after_epoch/mod.ts";
import { packetLog } from "./epoch_tasks/packet_log/mod.ts";
import { blocks } from "./hosts/blocks/mod.ts";
import { cnn } from "./hosts/cnn/mod.ts";
import { layersModel } from "./hosts/layers_model/mod.ts";
import { mlp } from "./hosts/mlp/mod.ts";
import { recordingKasmina } from "./kasmina/recording/mod.ts";
import { seeds } from "./kasmina/seeds/mod.ts";
import { clamp } from "./learning_rates/clamp/mod.ts";
import { constant } from "./learning_rates/constant/mod.ts";
import { cosine } from "./learning_rates/cosine/mod.ts";
import { cosineRestarts } from "./learning_rates/cosine_restarts/mod.ts";
import { exponential } from "./learning_rates/exponential/mod.ts";
import { frozenRate } from "./learning_rates/frozen_rate/mod.ts";
import { inverseSquareRoot } from "./learning_rates/inverse_square_root/mod.ts";
import { multiStep } from "./learning_rates/multi_step/mod.ts";
import { oneCycle } from "./learning_rates/one_cycle/mod.ts";
import { perGroup } from "./learning_rates/per_group/mod.ts";
import { plateau } from "./learning_rates/plateau/mod.ts";
import { polynomial } from "./learning_rates/polynomial/mod.ts";
import { scale } from "./learning_rates/scale/mod.ts";
import { sequence } from "./learning_rates/sequence/mod.ts";
import { stepDecay } from "./learning_rates/step_decay/mod.ts";
import { warmup } from "./learning_rates/warmup/mod.ts";
import { warmupCosine } from "./learning_rates/warmup_cosine/mod.ts";
import { warmupStableDecay } from "./learning_rates/warmup_stable_decay/mod.ts";
import { binaryCrossEntropy } from "./objectives/binary_cross_entropy/mod.ts";
import { custom } from "./objectives/custom/mod.ts";
import { meanSquaredError } from "./objectives/mean_squared_error/mod.ts";
import { softmaxCrossEntropy } from "./objectives/softmax_cross_entropy/mod.ts";
import { tasks } from "./objectives/tasks/mod.ts";
import { lines } from "./observers/lines/mod.ts";
import { progress } from "./observers/progress/mod.ts";
import { silent } from "./observers/silent/mod.ts";
import { adagrad } from "./optimizers/adagrad/mod.ts";
import { adam } from "./optimizers/adam/mod.ts";
import { adamw } from "./optimizers/adamw/mod.ts";
import { frozen } from "./optimizers/frozen/mod.ts";
import { lamb } from "./optimizers/lamb/mod.ts";
import { lion } from "./optimizers/lion/mod.ts";
import { rmsprop } from "./optimizers/rmsprop/mod.ts";
import { sgd } from "./optimizers/sgd/mod.ts";
import { tfjsOptimizer } from "./optimizers/tfjs/mod.ts";
import { chromeTrace } from "./profilers/chrome_trace/mod.ts";
import { noProfiler } from "./profilers/no_profiler/mod.ts";
import { inProcessSignals } from "./signal_channels/in_process/mod.ts";
import { sharedMemorySignals } from "./signal_channels/shared_memory/mod.ts";
import { noSnapshots } from "./snapshots/none/mod.ts";
import { snapshots } from "./snapshots/recent/mod.ts";
import { tamiyo } from "./tamiyo/hosted/mod.ts";
import { tamiyoInProcess } from "./tamiyo/in_process/mod.ts";
import { noTamiyo } from "./tamiyo/none/mod.ts";
import { tamiyoProgram } from "./tamiyo/program/mod.ts";
import { consoleTelemetry } from "./telemetry/console/mod.ts";
import { jsonl } from "./telemetry/jsonl/mod.ts";
import { leylinePackets } from "./telemetry/leyline/mod.ts";
import { memory } from "./telemetry/memory/mod.ts";
import { none } from "./telemetry/none/mod.ts";
import { otlp } from "./telemetry/otlp/mod.ts";
import { prometheus } from "./telemetry/prometheus/mod.ts";
import { noWatchdog } from "./watchdogs/none/mod.ts";
import { watchdog } from "./watchdogs/watchdog/mod.ts";

/** Every role of a run with its built-in providers: what errors name, what open roles are filled from. */
export const CATALOGUE: Catalogue = [
  {
    token: COMPUTE_BACKEND,
    tokenName: "COMPUTE_BACKEND",
    cardinality: "one",
    providers: BACKENDS,
    fallback: auto,
  },
  {
    token: DATA_SOURCE,
    tokenName: "DATA_SOURCE",
    cardinality: "one",
    providers: { digits, arrays, idx },
  },
  {
    token: HOST_BUILDER,
    tokenName: "HOST_BUILDER",
    cardinality: "one",
    providers: { layersModel, blocks, mlp, cnn },
  },
  {
    token: OBJECTIVE,
    tokenName: "OBJECTIVE",
    cardinality: "one",
    providers: { softmaxCrossEntropy, binaryCrossEntropy, meanSquaredError, custom, tasks },
    fallback: softmaxCrossEntropy,
  },
  {
    token: GRADIENT_AGGREGATOR,
    tokenName: "GRADIENT_AGGREGATOR",
    cardinality: "one",
    providers: { weightedSum, pcgrad, hostPriority, cagrad, mgda },
    fallback: weightedSum,
  },
  {
    token: LEARNING_RATE_POLICY,
    tokenName: "LEARNING_RATE_POLICY",
    cardinality: "one",
    providers: {
      warmupCosine,
      constant,
      cosine,
      cosineRestarts,
      stepDecay,
      multiStep,
      exponential,
      polynomial,
      oneCycle,
      warmupStableDecay,
      inverseSquareRoot,
      plateau,
      frozenRate,
      warmup,
      sequence,
      scale,
      clamp,
      perGroup,
    },
  },
  {
    token: OPTIMIZER,
    tokenName: "OPTIMIZER",
    cardinality: "one",
    providers: { adamw, adam, sgd, rmsprop, adagrad, lion, lamb, tfjsOptimizer, frozen },
  },
  {
    token: TELEMETRY,
    tokenName: "TELEMETRY",
    cardinality: "one",
    providers: { none, memory, consoleTelemetry, jsonl, leylinePackets, otlp, prometheus },
    fallback: none,
  },
  {
    token: PROFILER,
    tokenName: "PROFILER",
    cardinality: "one",
    providers: { noProfiler, chromeTrace },
    fallback: noProfiler,
  },
  {
    token: CLOCK,
    tokenName: "CLOCK",
    cardinality: "one",
    providers: { systemClock, manualClock },
    fallback: systemClock,
  },
  {
    token: CIRCUIT_BREAKERS,
    tokenName: "CIRCUIT_BREAKERS",
    cardinality: "one",
    providers: { opossumBreakers, closedBreakers },
    fallback: opossumBreakers,
  },
  {
    token: TAMIYO,
    tokenName: "TAMIYO",
    cardinality: "one",
    providers: { tamiyo, tamiyoProgram, tamiyoInProcess, noTamiyo },
    fallback: noTamiyo,
  },
  {
    token: KASMINA,
    tokenName: "KASMINA",
    cardinality: "one",
    providers: { recordingKasmina, seeds },
    fallback: recordingKasmina,
  },
  {
    token: WATCHDOG,
    tokenName: "WATCHDOG",
    cardinality: "one",
    providers: { watchdog, noWatchdog },
    fallback: watchdog,
  },
  {
    token: AUTOPILOT,
    tokenName: "AUTOPILOT",
    cardinality: "one",
    providers: { autopilot, noAutopilot },
    fallback: autopilot,
  },
  {
    token: COMMAND_GATE,
    tokenName: "COMMAND_GATE",
    cardinality: "one",
    providers: { signedCommands, closedGate },
    fallback: closedGate,
  },
  {
    token: SIGNAL_CHANNEL,
    tokenName: "SIGNAL_CHANNEL",
    cardinality: "one",
    providers: { sharedMemorySignals, inProcessSignals },
    fallback: sharedMemorySignals,
  },
  {
    token: BUS,
    tokenName: "BUS",
    cardinality: "one",
    providers: { redisBus, inProcessBus, noBus },
    fallback: noBus,
  },
  {
    token: COMMAND_HANDLER,
    tokenName: "COMMAND_HANDLER",
    cardinality: "many",
    providers: {},
  },
  {
    token: EPOCH_TASK,
    tokenName: "EPOCH_TASK",
    cardinality: "many",
    providers: { packetLog, afterEpoch },
  },
  {
    token: RUN_OBSERVER,
    tokenName: "RUN_OBSERVER",
    cardinality: "many",
    providers: { progress, lines, silent },
  },
  {
    token: SNAPSHOT_STORE,
    tokenName: "SNAPSHOT_STORE",
    cardinality: "one",
    providers: { snapshots, noSnapshots },
    fallback: snapshots,
  },
  {
    token: CHECKPOINT_STORE,
    tokenName: "CHECKPOINT_STORE",
    cardinality: "one",
    providers: { checkpoints, memoryCheckpoints, noCheckpoints },
    fallback: noCheckpoints,
  },
  {
    token: STATE_PARTICIPANT,
    tokenName: "STATE_PARTICIPANT",
    cardinality: "many",
    providers: {},
  },
];
