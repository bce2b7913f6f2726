import { DATA_SOURCE, parseOptions } from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import type { ArrowRequest } from "../_arrow/mod.ts";
import {
  type CheckedTableOptions,
  FilesSchema,
  type TableSourceOptions,
  tableSource,
  tableSourceShape,
} from "../_table/mod.ts";

/** Arrow files, and what is trained on of them. */
export interface ArrowOptions extends TableSourceOptions {
  /** Path, or pattern such as `data/*.arrow`, or several: files with the same columns. */
  readonly files: string | readonly string[];
}

interface CheckedArrowOptions extends CheckedTableOptions {
  readonly files: string | readonly string[];
}

const ArrowSchema: z.ZodType<CheckedArrowOptions> = z.strictObject({
  ...tableSourceShape,
  files: FilesSchema,
});

/**
 * Trains on the rows of Arrow files or streams of any size (also called Feather), read by record batches in workers. Needs
 * the optional package `apache-arrow`.
 *
 * Values of a dictionary are those that its numbers stand for: they make categories. A field of a struct is called
 * `image.bytes`. Dates and times are milliseconds since 1970 (UTC). Opening fails with `data/invalid` or `data/corrupt`,
 * which name file, rows, column and byte offset.
 *
 * @example
 * ```ts
 * import { arrow, number } from "tolaria/data";
 *
 * const data = arrow({
 *   files: "flights.arrow",
 *   inputs: { distance: number().standardize() },
 *   targets: { delay: number().clip(-60, 180) },
 *   validation: 0.1,
 * });
 * ```
 */
export function arrow(options: ArrowOptions): ContainerModule {
  const { files, ...checked } = parseOptions("make arrow", ArrowSchema, options);
  const request = (paths: readonly string[], cache: string | false): ArrowRequest => {
    return { kind: "arrow", files: paths, cache };
  };
  return new ContainerModule(({ bind }) => {
    bind(DATA_SOURCE).toConstantValue(
      tableSource({ name: "arrow", files, options: checked, request }),
    );
  });
}
