import { DATA_SOURCE, parseOptions } from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import type { CsvRequest } from "../_csv/mod.ts";
import {
  type CheckedTableOptions,
  FilesSchema,
  type TableSourceOptions,
  tableSource,
  tableSourceShape,
} from "../_table/mod.ts";

/** CSV files, and what is trained on of them. */
export interface CsvOptions extends TableSourceOptions {
  /** Path, or pattern such as `data/*.csv`, or several: files with the same columns, in UTF-8. */
  readonly files: string | readonly string[];
  /** One character between fields. @default "," */
  readonly delimiter?: string;
  /** One character around fields that hold delimiters or line ends; `false` if there is none. @default '"' */
  readonly quote?: string | false;
  /** Whether the first row of each file holds the names of its columns. @default true */
  readonly header?: boolean;
  /** Names of the columns, in the place of those of the header. @default those of the header */
  readonly names?: readonly string[];
}

interface CheckedCsvOptions extends CheckedTableOptions {
  readonly files: string | readonly string[];
  readonly delimiter: string;
  readonly quote: string | false;
  readonly header: boolean;
  readonly names?: readonly string[] | undefined;
}

const character = z
  .string()
  .refine((text) => /^[\t\x20-\x7e]$/.test(text), "one ASCII character that is no line end");

const CsvSchema: z.ZodType<CheckedCsvOptions> = z
  .strictObject({
    ...tableSourceShape,
    files: FilesSchema,
    delimiter: character.default(","),
    quote: z.union([character, z.literal(false)]).default('"'),
    header: z.boolean().default(true),
    names: z.array(z.string()).min(1).readonly().optional(),
  })
  .refine(({ header, names }) => header || names, {
    path: ["names"],
    message: "given if there is no header",
  })
  .refine(({ delimiter, quote }) => delimiter !== quote, {
    path: ["quote"],
    message: "another character than the delimiter",
  });

/**
 * Trains on the records of CSV files of any size: they are indexed once, and read in blocks by workers.
 *
 * Opening fails with `data/invalid` or `data/corrupt`, which name file, row, column and byte offset.
 *
 * @example
 * ```ts
 * import { category, csv, number } from "tolaria/data";
 *
 * const data = csv({
 *   files: "cars.csv",
 *   inputs: { horsepower: number().impute("median").standardize() },
 *   targets: { origin: category() },
 *   validation: 0.2,
 * });
 * ```
 */
export function csv(options: CsvOptions): ContainerModule {
  const { files, ...checked } = parseOptions("make csv", CsvSchema, options);
  const { delimiter, quote, header, names } = checked;
  const request = (paths: readonly string[], cache: string | false): CsvRequest => {
    return { kind: "csv", files: paths, cache, delimiter, quote, header, names };
  };
  return new ContainerModule(({ bind }) => {
    bind(DATA_SOURCE).toConstantValue(
      tableSource({ name: "csv", files, options: checked, request }),
    );
  });
}
