/**
 * Observers: how a run is shown while it trains.
 *
 * @module
 */

export {
  type ActionAnswer,
  type ActionRequest,
  type Board,
  type BoardActions,
  type BoardOptions,
  startBoard,
} from "./_board/mod.ts";
export * from "./_report/mod.ts";
export {
  type FoundRun,
  listRuns,
  type RunLines,
  type RunRecord,
  readRunLines,
  readRunRecord,
} from "./_runs/mod.ts";
export type { TextStream } from "./_terminal/mod.ts";
export * from "./lines/mod.ts";
export * from "./mlflow/mod.ts";
export * from "./page/mod.ts";
export * from "./progress/mod.ts";
export * from "./run_folder/mod.ts";
export * from "./silent/mod.ts";
export * from "./tensorboard/mod.ts";
