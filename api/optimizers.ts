/**
 * Optimizers, gradient transforms before them, and what swaps or adjusts them while a run is going on.
 *
 * @module
 */
export type {
  ChangeLog,
  GroupRegistration,
  NewGroup,
  OptimizerAdjustment,
  OptimizerListener,
  OptimizerManager,
  OptimizerManagerState,
  OptimizerMemory,
  OptimizerRecord,
  ParameterMatch,
  PlannedChange,
  PreparedChange,
  PreparedGroup,
  RebuildLimit,
  SwapOptions,
} from "../core/mod.ts";
export * from "../modules/gradient_transforms/mod.ts";
export * from "../modules/optimizers/mod.ts";
