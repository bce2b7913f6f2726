import { DATA_SOURCE, parseOptions } from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import type { JsonRequest } from "../_json/mod.ts";
import {
  type CheckedTableOptions,
  FilesSchema,
  type TableSourceOptions,
  tableSource,
  tableSourceShape,
} from "../_table/mod.ts";

/** Files of JSON records, and what is trained on of them. */
export interface JsonOptions extends TableSourceOptions {
  /** Path, or pattern such as `data/*.jsonl`, or several: JSON Lines, or files with one array of objects. In UTF-8. */
  readonly files: string | readonly string[];
  /** Fields that none of the first records of a file has: those of the first MiB, 1,000 at most, are known. @default none */
  readonly fields?: readonly string[];
}

interface CheckedJsonOptions extends CheckedTableOptions {
  readonly files: string | readonly string[];
  readonly fields: readonly string[];
}

const JsonSchema: z.ZodType<CheckedJsonOptions> = z.strictObject({
  ...tableSourceShape,
  files: FilesSchema,
  fields: z.array(z.string().min(1)).readonly().default([]),
});

/**
 * Trains on JSON records in files of any size: a record a line, or all in one array. A field that a record lacks is missing;
 * one within an object is called `outer.inner`.
 *
 * Opening fails with `data/invalid` or `data/corrupt`, which name file, row, field and byte offset.
 *
 * @example
 * ```ts
 * import { category, columns, json, number } from "tolaria/data";
 *
 * const data = json({
 *   files: "movies.json",
 *   inputs: { film: columns({ "Production Budget": number().impute("median").log1p().standardize() }) },
 *   targets: { genre: category({ field: "Major Genre" }) },
 *   where: { "Major Genre": { missing: false } },
 *   validation: 0.2,
 * });
 * ```
 */
export function json(options: JsonOptions): ContainerModule {
  const { files, fields, ...checked } = parseOptions("make json", JsonSchema, options);
  const request = (paths: readonly string[], cache: string | false): JsonRequest => {
    return { kind: "json", files: paths, cache, fields };
  };
  return new ContainerModule(({ bind }) => {
    bind(DATA_SOURCE).toConstantValue(
      tableSource({ name: "json", files, options: checked, request }),
    );
  });
}
