import { z } from "../../../deps.ts";
import {
  type CheckedTableOptions,
  FilesSchema,
  type TableSourceOptions,
  tableSourceShape,
} from "../_table/mod.ts";

/** Files whose records are in the order of time, and the windows over them. */
export interface WindowsOptions
  extends Omit<TableSourceOptions, "validation" | "test" | "skipBroken"> {
  /** Path, or pattern, or several: the records follow each other in this order. */
  readonly files: string | readonly string[];
  /** What the files are. @default by the end of the first one's name */
  readonly format?: WindowsFormat;
  /** Character between the fields of a CSV file. @default "," */
  readonly delimiter?: string;
  /** Records in a window, at least 1. Each input has the shape [length, ...shape of its column]. */
  readonly length: number;
  /**
   * Records from the end of the window to that of the targets: 1 is the next one, 0 the window's last one. Of several, each
   * target has the shape [horizons, ...shape of its column]. @default 1
   */
  readonly horizon?: number | readonly number[];
  /** Records from the start of a window to that of the next one, at least 1. @default 1 */
  readonly stride?: number;
  /** Field that names the series of a record; no window has records of two. @default all are one series */
  readonly series?: string;
  /** Field with the time of a record: a number or a date of ISO 8601, ascending within a series. @default not looked at */
  readonly time?: string;
  /** Longest time from one record to the next within a window; dates count in ms. Needs `time`. @default no limit */
  readonly maxGap?: number;
  /** Share of the records to validate on, greater than 0 and less than 1: those after the training records. @default none */
  readonly validation?: number;
  /** Share of the records that the run is measured on at its end: the last ones. @default none */
  readonly test?: number;
}

/** Formats of the files of a time series. */
export type WindowsFormat = "arrow" | "csv" | "json" | "parquet";

/** {@link WindowsOptions} with its defaults. */
export interface CheckedWindowsOptions
  extends Omit<CheckedTableOptions, "validation" | "test" | "skipBroken"> {
  readonly files: string | readonly string[];
  readonly format?: WindowsFormat | undefined;
  readonly delimiter: string;
  readonly length: number;
  readonly horizon: number | readonly number[];
  readonly stride: number;
  readonly series?: string | undefined;
  readonly time?: string | undefined;
  readonly maxGap?: number | undefined;
  readonly validation: number;
  readonly test: number;
}

const { validation: _validation, test: _test, skipBroken: _skip, ...tableShape } = tableSourceShape;

const share = z.number().gt(0).lt(1).optional();

const horizon = z.int().min(0);

/** Rules of {@link WindowsOptions}. */
export const WindowsSchema: z.ZodType<CheckedWindowsOptions> = z
  .strictObject({
    ...tableShape,
    files: FilesSchema,
    format: z.enum(["arrow", "csv", "json", "parquet"]).optional(),
    delimiter: z.string().length(1).default(","),
    length: z.int().min(1),
    horizon: z.union([horizon, z.array(horizon).min(1).readonly()]).default(1),
    stride: z.int().min(1).default(1),
    series: z.string().min(1).optional(),
    time: z.string().min(1).optional(),
    maxGap: z.number().gt(0).optional(),
    validation: share.transform((part) => part ?? 0),
    test: share.transform((part) => part ?? 0),
  })
  .refine(({ maxGap, time }) => maxGap === undefined || time !== undefined, {
    path: ["time"],
    message: `given where "maxGap" is`,
  })
  .refine(({ validation, test }) => validation + test < 1, {
    path: ["test"],
    message: `a share that leaves records to train on beside "validation"`,
  });

const FORMATS: readonly (readonly [end: RegExp, format: WindowsFormat])[] = [
  [/\.(csv|tsv)$/i, "csv"],
  [/\.(jsonl|ndjson|json)$/i, "json"],
  [/\.(arrow|arrows|feather)$/i, "arrow"],
  [/\.(parquet|pq)$/i, "parquet"],
];

/** Format of a file by the end of its name. */
export function formatOf(path: string): WindowsFormat | undefined {
  return FORMATS.find(([end]) => end.test(path))?.[1];
}
