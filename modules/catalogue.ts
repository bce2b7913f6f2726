import { type Catalogue, type RoleEntry, tokens } from "../core/mod.ts";
import * as aggregators from "./aggregators/mod.ts";
import { autopilot, noAutopilot } from "./autopilots/mod.ts";
import { auto, BACKENDS } from "./backends.ts";
import { closedBreakers, opossumBreakers } from "./breakers/mod.ts";
import { inProcessBus, noBus, redisBus } from "./bus/mod.ts";
import { checkpoints, memoryCheckpoints, noCheckpoints } from "./checkpoints/mod.ts";
import { manualClock, systemClock } from "./clocks/mod.ts";
import { inProcessCollective, mpi, noCollective } from "./collectives/mod.ts";
import { closedGate, signedCommands } from "./command_gates/mod.ts";
import {
  arrays,
  arrow,
  csv,
  digits,
  driven,
  generator,
  idx,
  imageFolder,
  json,
  numpy,
  parquet,
  replayData,
  text,
  tfData,
  webdataset,
  windows,
} from "./data/mod.ts";

import { afterEpoch, packetLog } from "./epoch_tasks/mod.ts";
import * as transforms from "./gradient_transforms/mod.ts";
import { blocks, cnn, functionHost, gpt, layersModel, mlp } from "./hosts/mod.ts";
import { recordingKasmina, seeds } from "./kasmina/mod.ts";
import * as schedules from "./learning_rates/mod.ts";
import * as metrics from "./metrics/mod.ts";
import * as objectives from "./objectives/mod.ts";
import { lines, mlflow, page, progress, runFolder, silent, tensorboard } from "./observers/mod.ts";
import * as optimizers from "./optimizers/mod.ts";
import { chromeTrace, noProfiler } from "./profilers/mod.ts";
import { inProcessSignals, sharedMemorySignals } from "./signal_channels/mod.ts";
import { noSnapshots, snapshots } from "./snapshots/mod.ts";
import { growth, noTamiyo, tamiyo, tamiyoInProcess, tamiyoProgram } from "./tamiyo/mod.ts";
import {
  consoleTelemetry,
  jsonl,
  leylinePackets,
  memory,
  none,
  otlp,
  prometheus,
} from "./telemetry/mod.ts";
import { bpe, bytes, characters, gptTokenizer, tokenizerJson } from "./tokenizers/mod.ts";
import { noWatchdog, watchdog } from "./watchdogs/mod.ts";

type TokenName = keyof typeof tokens;
type Providers = RoleEntry["providers"];

/** Every role of a run with its built-in providers: what errors name, what open roles are filled from. */
export const CATALOGUE: Catalogue = [
  one("COMPUTE_BACKEND", BACKENDS, auto),
  one("DATA_SOURCE", {
    arrays,
    arrow,
    csv,
    digits,
    driven,
    generator,
    idx,
    imageFolder,
    json,
    numpy,
    parquet,
    replayData,
    text,
    tfData,
    webdataset,
    windows,
  }),
  one("TOKENIZER", { bytes, characters, bpe, tokenizerJson, gptTokenizer }, characters),
  one("HOST_BUILDER", { layersModel, blocks, mlp, cnn, functionHost, gpt }),
  one("OBJECTIVE", objectives, objectives.softmaxCrossEntropy),
  many("METRIC", metrics),
  one("GRADIENT_AGGREGATOR", aggregators, aggregators.weightedSum),
  many("GRADIENT_TRANSFORM", transforms),
  one("LEARNING_RATE_POLICY", schedules),
  one("OPTIMIZER", optimizers),
  one(
    "TELEMETRY",
    { none, memory, consoleTelemetry, jsonl, leylinePackets, otlp, prometheus },
    none,
  ),
  one("PROFILER", { noProfiler, chromeTrace }, noProfiler),
  one("CLOCK", { systemClock, manualClock }, systemClock),
  one("CIRCUIT_BREAKERS", { opossumBreakers, closedBreakers }, opossumBreakers),
  one("TAMIYO", { tamiyo, growth, tamiyoProgram, tamiyoInProcess, noTamiyo }, noTamiyo),
  one("KASMINA", { recordingKasmina, seeds }, recordingKasmina),
  one("WATCHDOG", { watchdog, noWatchdog }, watchdog),
  one("AUTOPILOT", { autopilot, noAutopilot }, autopilot),
  one("COLLECTIVE", { inProcessCollective, mpi, noCollective }, noCollective),
  one("COMMAND_GATE", { signedCommands, closedGate }, closedGate),
  one("SIGNAL_CHANNEL", { sharedMemorySignals, inProcessSignals }, sharedMemorySignals),
  one("BUS", { redisBus, inProcessBus, noBus }, noBus),
  many("COMMAND_HANDLER", {}),
  many("EPOCH_TASK", { packetLog, afterEpoch }),
  many("RUN_OBSERVER", { progress, lines, runFolder, page, tensorboard, mlflow, silent }),
  many("RUN_CALLBACK", {}),
  one("SNAPSHOT_STORE", { snapshots, noSnapshots }, snapshots),
  one("CHECKPOINT_STORE", { checkpoints, memoryCheckpoints, noCheckpoints }, noCheckpoints),
  many("STATE_PARTICIPANT", {}),
];

function one(
  tokenName: TokenName,
  providers: Providers,
  fallback?: RoleEntry["fallback"],
): RoleEntry {
  const entry = { token: tokens[tokenName], tokenName, cardinality: "one", providers } as const;
  return fallback ? { ...entry, fallback } : entry;
}

function many(tokenName: TokenName, providers: Providers): RoleEntry {
  return { token: tokens[tokenName], tokenName, cardinality: "many", providers };
}
