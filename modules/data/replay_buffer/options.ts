import { z } from "../../../deps.ts";
import { type StreamColumn, StreamColumnsSchema } from "../_stream/mod.ts";

/** Columns by name. */
export type ReplayColumns = Readonly<Record<string, StreamColumn>>;

/** A buffer of examples. */
export interface ReplayBufferOptions<C extends ReplayColumns = ReplayColumns> {
  /** Most examples that it holds, at least 1; further ones replace the oldest. */
  readonly capacity: number;
  /** What each example has. */
  readonly columns: C;
  /** Seed of what is drawn. @default 0 */
  readonly seed?: number;
  /** Name of its part in checkpoints, unique in a run: lowercase letters and hyphens. @default "replay-buffer" */
  readonly name?: string;
}

/** Rules of {@link ReplayBufferOptions}. */
export const ReplayBufferSchema: z.ZodType<Required<ReplayBufferOptions>> = z.strictObject({
  capacity: z.int().min(1),
  columns: StreamColumnsSchema,
  seed: z.int().default(0),
  name: z
    .string()
    .regex(/^[a-z][a-z-]*$/, "lowercase letters and hyphens")
    .default("replay-buffer"),
});

/** Values of some examples by column, row-major. */
export type ReplayValues<C extends ReplayColumns = ReplayColumns> = {
  readonly [Name in keyof C]: C[Name] extends
    | { readonly dtype: "int32" }
    | { readonly classes: number }
    ? Int32Array
    : Float32Array;
};
