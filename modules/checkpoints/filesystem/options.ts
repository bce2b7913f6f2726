import { z } from "../../../deps.ts";

/** Options of `checkpoints()`. */
export interface CheckpointsOptions {
  /** Directory of the checkpoints, created if missing. */
  readonly directory: string;
  /** Epochs between two checkpoints, or boundaries in a run with `boundarySteps`, at least 1. @default 1 */
  readonly everyEpochs?: number;
  /** Checkpoints to keep, at least 1. @default 5 */
  readonly keep?: number;
  /** Bytes of files to keep, at least 1; the last good checkpoint is kept whatever its size. @default no limit */
  readonly keepBytes?: number;
  /**
   * Whether the directory may hold checkpoints of other runs too. Each run removes its own old checkpoints alone. Without
   * it, a run that resumes none of them refuses the directory. @default false
   */
  readonly shared?: boolean;
}

/** The options with every default filled in. */
export type CheckedCheckpointsOptions = Required<CheckpointsOptions>;

/** Rules of {@link CheckpointsOptions}. */
export const CheckpointsSchema: z.ZodType<CheckedCheckpointsOptions> = z.strictObject({
  directory: z.string().min(1),
  everyEpochs: z.int().min(1).default(1),
  keep: z.int().min(1).default(5),
  keepBytes: z.int().min(1).default(Number.MAX_SAFE_INTEGER),
  shared: z.boolean().default(false),
});
