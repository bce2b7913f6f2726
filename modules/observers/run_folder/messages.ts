import type { Json } from "../../../core/worker.ts";
import type { LineFile, RunRecord } from "../_runs/mod.ts";

/** What the worker is started with. */
export interface RecordingTask {
  readonly folder: string;
  readonly record: RunRecord;
}

/** What the loop's thread sends to the worker. */
export type ToRecorder =
  | { readonly lines: Readonly<Partial<Record<LineFile, readonly Json[]>>> }
  /** Rows of step, epoch, time, loss and a value for each name. */
  | { readonly names: readonly string[]; readonly steps: Float64Array }
  | { readonly update: Partial<RunRecord> }
  | { readonly end: Json; readonly update: Partial<RunRecord> };

/** What the worker answers: that the run is written, or what went wrong. */
export type FromRecorder = { readonly done: true } | { readonly failed: string };
