/**
 * Emergency signals between the processes of one machine.
 *
 * @module
 */
export type { JoinedRun } from "./joined_run.ts";
export { findRuns, type RunFile } from "./segment_files.ts";
export { joinRun, sharedMemorySignals } from "./shared_memory_signals.ts";
