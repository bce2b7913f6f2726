/**
 * What threads and processes of Tolaria's own load of the core.
 *
 * Nothing here imports TensorFlow.js. `core/mod.ts` does, which costs whoever loads it a fifth of a second and tens of MB.
 *
 * @module
 */
export { launchOf } from "./collective/launcher.ts";
export { PACKET_ANNOTATION } from "./commands/check_command.ts";
export { signCommand } from "./commands/signature.ts";
export { errorMessage, messageOf, TolariaError } from "./errors/mod.ts";
export type { Json, JsonObject } from "./json.ts";
export { show } from "./options.ts";
export { cosOfPi } from "./portable_math.ts";
export type { BusChannel } from "./ports/bus.ts";
export type { ComputeEntry } from "./ports/reports/compute_report.ts";
export type { DataProgress } from "./ports/reports/data_progress.ts";
export type { TelemetryLosses } from "./ports/telemetry.ts";
export { RandomStream } from "./random.ts";
export {
  LoopPlace,
  type LoopPosition,
  machineClock,
  openLibrary,
  PriorityQueue,
  runtimeIdentity,
  Spool,
  settlesWithin,
  withTimeout,
} from "./runtime/mod.ts";
export { ATTRIBUTE } from "./telemetry/conventions.ts";
export { METRIC_DESCRIPTIONS } from "./telemetry/metric_descriptions.ts";
export { PRIORITIES, type Priority, priorityName } from "./telemetry/priorities.ts";
export { VERSION } from "./version.ts";
