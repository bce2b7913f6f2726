/** Multiply-adds of a part of the network while it was in one stage. */
export interface ComputeEntry {
  /** Name of the block, or of the slot that a seed is in. */
  readonly name: string;
  /** Which seed of its slot it is, from 1; omitted for a block of the host. */
  readonly generation?: number;
  /** Name of the seed's Leyline `SeedLifecycleStage`; `host` for a block of the host. */
  readonly stage: string;
  /** Of forward passes in steps. */
  readonly forward: number;
  /** Of backward passes. */
  readonly backward: number;
  /** Of validations. */
  readonly validation: number;
  /** Of trials: branches that were given up, and measurements. */
  readonly trial: number;
}

/** Multiply-adds of a run, counted from its layers. */
export interface ComputeReport {
  /** All of them. */
  readonly total: number;
  /** By part of the network and stage, in the order in which they came. */
  readonly entries: readonly ComputeEntry[];
}
