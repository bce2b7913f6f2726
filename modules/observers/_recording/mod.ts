/**
 * What observers that write down a run share: the worker that writes, and the numbers of steps on their way to it.
 *
 * @module
 */
export { type FromRecorder, RecordingWorkers, SEND_MS } from "./recording_worker.ts";
export { StepBuffer, type StepNumbers } from "./step_buffer.ts";
export { type MeanPoint, StepMeans } from "./step_means.ts";
export { type StepRow, stepRows } from "./step_rows.ts";
