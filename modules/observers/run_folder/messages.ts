import type { ExampleSample } from "../../../core/mod.ts";
import type { Json } from "../../../core/worker.ts";
import type { StepNumbers } from "../_recording/mod.ts";
import type { LineFile, RunRecord } from "../_runs/mod.ts";

/** What the worker is started with. */
export interface RecordingTask {
  readonly folder: string;
  readonly record: RunRecord;
  /** Where the training's thread is; undefined if nothing tells. */
  readonly place?: {
    /** That of a `LoopPlace`. */
    readonly memory: SharedArrayBuffer;
    /** Wall-clock time at the zero of its clock, ms. */
    readonly zeroWallMs: number;
  };
}

/** What the loop's thread sends to the worker. */
export type ToRecorder =
  | { readonly lines: Readonly<Partial<Record<LineFile, readonly Json[]>>> }
  | StepNumbers
  | { readonly examples: ExampleSample }
  | { readonly update: Partial<RunRecord> }
  | { readonly end: Json; readonly update: Partial<RunRecord> };
