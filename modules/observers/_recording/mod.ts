/**
 * What observers that write down a run share: the worker that writes, and the numbers of steps on their way to it.
 *
 * @module
 */
export type { FromRecorder } from "./recording_worker.ts";
export { RecordingWorkers } from "./recording_workers.ts";
export { serveRecorder } from "./serve_recorder.ts";
export type { StepNumbers } from "./step_buffer.ts";
export { type MeanPoint, StepMeans } from "./step_means.ts";
export { type StepRow, stepRows } from "./step_rows.ts";
