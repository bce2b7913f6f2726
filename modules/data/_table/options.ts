import { availableParallelism } from "node:os";
import { join } from "node:path";
import { cacheFolder, milliseconds } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import { type Augment, AugmentSchema } from "../_augment/mod.ts";
import { type TableOptions, tableShape } from "../_columns/mod.ts";
import type { TableJson } from "../_preparation/mod.ts";

/** Files, or the share of the records to set apart. */
export type PartOption = NonNullable<TableSourceOptions["validation"]>;

/** What every source of records takes besides its files. */
export interface TableSourceOptions extends TableOptions {
  /** Share of the records to validate on, greater than 0 and less than 1, or files. @default none */
  readonly validation?: number | string | readonly string[];
  /** Share of the records that the run is measured on at its end, or files. @default none */
  readonly test?: number | string | readonly string[];
  /** Whether broken records are skipped and counted, instead of ending the run. @default false */
  readonly skipBroken?: boolean;
  /** Threads that read and prepare records, at least 1. @default the cores but one, from 1 to 4 */
  readonly workers?: number;
  /** Memory for prepared examples, bytes. @default 256 MiB */
  readonly memoryBytes?: number;
  /** Folder in which indexes are kept; `false` keeps none. @default `~/.cache/tolaria/data` */
  readonly cache?: string | false;
  /** Longest time that a worker may take for a block, ms. @default 30,000 */
  readonly timeoutMs?: number;
  /** Changes training examples at random once they are prepared, differently in each epoch. @default none */
  readonly augment?: Augment;
}

/** {@link TableSourceOptions} with its defaults. */
export interface CheckedTableOptions extends Omit<TableJson, "window"> {
  readonly validation?: PartOption | undefined;
  readonly test?: PartOption | undefined;
  readonly skipBroken: boolean;
  readonly workers?: number | undefined;
  readonly memoryBytes: number;
  readonly cache?: string | false | undefined;
  readonly timeoutMs: number;
  readonly augment?: Augment | undefined;
}

const MIB = 2 ** 20;

/** Rules of a path or several. */
export const FilesSchema: z.ZodType<string | readonly string[]> = z.union([
  z.string().min(1),
  z.array(z.string().min(1)).min(1),
]);

const PartSchema: z.ZodType<PartOption | undefined> = z
  .union([z.number().gt(0).lt(1), FilesSchema])
  .optional();

/** Rules of {@link TableSourceOptions}, to spread into a source's own. */
export const tableSourceShape: {
  readonly [K in keyof Required<CheckedTableOptions>]: z.ZodType<CheckedTableOptions[K]>;
} = {
  ...tableShape,
  validation: PartSchema,
  test: PartSchema,
  skipBroken: z.boolean().default(false),
  workers: z.int().min(1).max(64).optional(),
  memoryBytes: z
    .int()
    .min(MIB)
    .default(256 * MIB),
  cache: z.union([z.string().min(1), z.literal(false)]).optional(),
  timeoutMs: milliseconds().default(30_000),
  augment: AugmentSchema.optional(),
};

/** Number of workers that a source starts: more than the steps use up would only take memory. */
export function workersOf({ workers }: Pick<CheckedTableOptions, "workers">): number {
  return workers ?? Math.min(4, Math.max(1, availableParallelism() - 1));
}

/** Folder of the indexes. Looked up when a source is opened: it depends on the environment. */
export function cacheOf({ cache }: Pick<CheckedTableOptions, "cache">): string | false {
  return cache ?? join(cacheFolder(), "tolaria", "data");
}
