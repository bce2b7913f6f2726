import type { ConfusionMatrix, ExampleSample, ValueSample } from "../../../core/mod.ts";
import type { StepNumbers } from "../_recording/mod.ts";
import type { Setting } from "./event_file.ts";

/** What the worker is started with. */
export interface TensorboardTask {
  readonly path: string;
  readonly startedMs: number;
  readonly settings: Readonly<Record<string, Setting>>;
  /** Steps whose mean is one point. */
  readonly everySteps: number;
}

/** What the loop's thread sends to the worker. */
export type ToTensorboard =
  | StepNumbers
  | {
      readonly step: number;
      readonly atMs: number;
      readonly scalars: readonly (readonly [tag: string, value: number])[];
    }
  | { readonly atMs: number; readonly values: ValueSample }
  | { readonly atMs: number; readonly examples: ExampleSample }
  | {
      readonly step: number;
      readonly atMs: number;
      readonly matrices: Readonly<Record<string, ConfusionMatrix>>;
    }
  | { readonly step: number; readonly atMs: number; readonly text: readonly [string, string] }
  | {
      readonly end: "success" | "failure";
      readonly step: number;
      readonly atMs: number;
      /** What the run came to, as Markdown. */
      readonly report: string;
    };
