/**
 * Folders of runs: what a run leaves on disk, so that it can be looked at and compared later.
 *
 * @module
 */
export { type FoundRun, listRuns, parseLines, type RunLines, readRunLines } from "./read_runs.ts";
export { RUN_VERSION, type RunRecord, readRunRecord } from "./run_record.ts";
export { type LineFile, RunWriter } from "./run_writer.ts";
