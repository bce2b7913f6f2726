import {
  DATA_SOURCE,
  type DataSource,
  type DataSplits,
  type OpenContext,
  parseOptions,
  TolariaError,
} from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import type { CsvRequest } from "../_csv/mod.ts";
import type { JsonRequest } from "../_json/mod.ts";
import { ReaderPool } from "../_pool/mod.ts";
import type { SpecRequest } from "../_records/mod.ts";
import { cacheOf, findFiles, workersOf } from "../_table/mod.ts";
import { openWindows } from "./open_windows.ts";
import {
  type CheckedWindowsOptions,
  formatOf,
  type WindowsOptions,
  WindowsSchema,
} from "./options.ts";

class Windows implements DataSource {
  readonly name = "windows";
  readonly #options: CheckedWindowsOptions;

  constructor(options: CheckedWindowsOptions) {
    this.#options = options;
  }

  async open(_seed: number, context: OpenContext = {}): Promise<DataSplits> {
    const options = this.#options;
    const files = findFiles(options.files);
    const request = requestOf(files, options);
    const pool = new ReaderPool({ workers: workersOf(options), timeoutMs: options.timeoutMs });
    const end = () => void pool.end();
    context.signal?.addEventListener("abort", end, { once: true });
    try {
      await pool.start();
      return await openWindows({ pool, context }, { files, request }, options);
    } catch (error) {
      await pool.end();
      throw error;
    } finally {
      context.signal?.removeEventListener("abort", end);
    }
  }
}

function requestOf(
  files: readonly string[],
  { format, delimiter, cache }: CheckedWindowsOptions,
): SpecRequest {
  const [first = ""] = files;
  const kind = format ?? formatOf(first);
  const request = { files, cache: cacheOf({ cache }) };
  if (kind === "csv") {
    const csv: CsvRequest = { ...request, kind, delimiter, quote: '"', header: true };
    return csv;
  }
  if (kind === "json") {
    const json: JsonRequest = { ...request, kind, fields: [] };
    return json;
  }
  if (kind !== undefined) return { ...request, kind };
  throw new TolariaError(
    "data/invalid",
    `The name of "${first}" does not say what it is: set "format". Cannot make windows.`,
  );
}

/**
 * Trains on windows over time series: each example is `length` records in a row and the targets of the record `horizon` ahead.
 *
 * Validation and test take the last shares of the time, and no window reaches over a border; the preparation is fitted to the
 * training records alone. Nothing is drawn by the seed but the order of the training windows.
 *
 * @example
 * ```ts
 * import { columns, number, windows } from "tolaria/data";
 *
 * const data = windows({
 *   files: "sp500-2000.csv",
 *   length: 30,
 *   inputs: { days: columns(["close", "volume"], number().log1p().standardize()) },
 *   targets: { next: columns({ close: number().log1p().standardize() }) },
 *   validation: 0.2,
 * });
 * ```
 */
export function windows(options: WindowsOptions): ContainerModule {
  const checked = parseOptions("make windows", WindowsSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(DATA_SOURCE).toConstantValue(new Windows(checked));
  });
}
