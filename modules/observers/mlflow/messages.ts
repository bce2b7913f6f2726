import type { StepNumbers } from "../_recording/mod.ts";
import type { Server } from "./server.ts";

/** Names and texts, as MLflow's parameters and tags are. */
export type Texts = Readonly<Record<string, string>>;

/** Names and numbers. */
export type Numbers = Readonly<Record<string, number>>;

/** What the worker is started with. */
export interface MlflowTask {
  readonly server: Server;
  readonly experiment: string;
  readonly runName: string;
  readonly params: Texts;
  readonly tags: Texts;
  /** When the run began, ms since 1970. */
  readonly startedMs: number;
  /** Steps whose mean is one point. */
  readonly everySteps: number;
  /** How long the end of the run may take, ms. */
  readonly flushTimeoutMs: number;
}

/** How a run ended, in MLflow's words. */
export type RunStatus = "FINISHED" | "FAILED" | "KILLED";

/** The end of a run. */
export interface RunEnding {
  readonly status: RunStatus;
  readonly atMs: number;
  readonly tags: Texts;
  /** The report, to be kept as `report.json`. */
  readonly report: unknown;
}

/** What the loop's thread sends to the worker. */
export type ToMlflow =
  | StepNumbers
  | { readonly metrics: Numbers; readonly step: number; readonly atMs: number }
  | { readonly end: RunEnding };

/** What the worker sends besides how it ended: how a request went, and which run it made. */
export type FromMlflow =
  | { readonly outcome: "taken" | { readonly failure: string } }
  | { readonly run: MlflowRun };

/** A run of the server's. */
export interface MlflowRun {
  readonly id: string;
  /** Where its artifacts are. */
  readonly artifactUri: string;
}
