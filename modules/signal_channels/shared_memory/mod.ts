/**
 * Emergency signals between the processes of one machine.
 *
 * @module
 */
export { findRuns, type RunFile } from "./segment_files.ts";
export type { SegmentLine } from "./segment_line.ts";
export { joinRun, sharedMemorySignals } from "./shared_memory_signals.ts";
