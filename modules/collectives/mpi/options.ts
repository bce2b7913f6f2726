import { z } from "../../../deps.ts";
import { mpiFolder } from "./install/installation.ts";

/** Options of {@link mpi}. */
export interface MpiOptions {
  /** Fewest ranks that go on after others were lost, from 1. @default 1 */
  readonly minRanks?: number;
  /**
   * What to do about a lost rank: `"ulfm"` goes on without it if the library can and was started so
   * (`mpirun --with-ft ulfm`, Open MPI 5), and ends all ranks otherwise; `"restart"` always ends them.
   * @default "ulfm"
   */
  readonly recovery?: "ulfm" | "restart";
  /** How long ranks wait for each other when they start, shrink the group and end, ms. @default 30000 */
  readonly deadlineMs?: number;
  /** Format of gradients between ranks; bfloat16 halves the bytes, for slow networks. @default "f32" */
  readonly wire?: "f32" | "bf16";
  /**
   * Folder of the setup that `tolaria setup mpi` made.
   * @default the environment's `TOLARIA_MPI`, or `~/.cache/tolaria/mpi`
   */
  readonly folder?: string;
}

/** Rules of {@link MpiOptions}. */
export const MpiSchema: z.ZodType<Required<MpiOptions>> = z.strictObject({
  minRanks: z.int().min(1).default(1),
  recovery: z.enum(["ulfm", "restart"]).default("ulfm"),
  deadlineMs: z.number().min(100).max(86_400_000).default(30_000),
  wire: z.enum(["f32", "bf16"]).default("f32"),
  folder: z.string().min(1).default(mpiFolder),
});
