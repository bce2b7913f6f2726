import { z } from "../../../deps.ts";

/** Options of `checkpoints()`. */
export interface CheckpointsOptions {
  /** Where they are; made where it is not there. */
  readonly directory: string;
  /** Epochs from one checkpoint to the next, at least 1. @default 1 */
  readonly everyEpochs?: number;
  /** Checkpoints to keep, at least 1. @default 5 */
  readonly keep?: number;
  /** Bytes of files to keep, at least 1; the last good checkpoint stays whatever its size. @default no limit */
  readonly keepBytes?: number;
}

/** The options with every default filled in. */
export type CheckedCheckpointsOptions = Required<CheckpointsOptions>;

/** Rules of {@link CheckpointsOptions}. */
export const CheckpointsSchema: z.ZodType<CheckedCheckpointsOptions> = z.strictObject({
  directory: z.string().min(1),
  everyEpochs: z.int().min(1).default(1),
  keep: z.int().min(1).default(5),
  keepBytes: z.int().min(1).default(Number.MAX_SAFE_INTEGER),
});
