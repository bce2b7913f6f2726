import { DATA_SOURCE, parseOptions } from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import type { ParquetRequest } from "../_parquet/mod.ts";
import {
  type CheckedTableOptions,
  FilesSchema,
  type TableSourceOptions,
  tableSource,
  tableSourceShape,
} from "../_table/mod.ts";

/** Parquet files, and what is trained on of them. */
export interface ParquetOptions extends TableSourceOptions {
  /** Path, or pattern such as `data/*.parquet`, or several: files with the same columns. */
  readonly files: string | readonly string[];
}

interface CheckedParquetOptions extends CheckedTableOptions {
  readonly files: string | readonly string[];
}

const ParquetSchema: z.ZodType<CheckedParquetOptions> = z.strictObject({
  ...tableSourceShape,
  files: FilesSchema,
});

/**
 * Trains on the rows of Parquet files of any size: the columns that are used are read in row groups by workers, or in
 * pages if the files have an index of them.
 *
 * A field of a struct is called `image.bytes`. Dates and times are milliseconds since 1970 (UTC), decimals numbers, bytes
 * bytes. Opening fails with `data/invalid` or `data/corrupt`, which name file, rows, column and byte offset.
 *
 * @example
 * ```ts
 * import { number, parquet } from "tolaria/data";
 *
 * const data = parquet({
 *   files: "flights/*.parquet",
 *   inputs: { distance: number().standardize() },
 *   targets: { delay: number().clip(-60, 180) },
 *   validation: 0.1,
 * });
 * ```
 */
export function parquet(options: ParquetOptions): ContainerModule {
  const { files, ...checked } = parseOptions("make parquet", ParquetSchema, options);
  const request = (paths: readonly string[], cache: string | false): ParquetRequest => {
    return { kind: "parquet", files: paths, cache };
  };
  return new ContainerModule(({ bind }) => {
    bind(DATA_SOURCE).toConstantValue(
      tableSource({ name: "parquet", files, options: checked, request }),
    );
  });
}
