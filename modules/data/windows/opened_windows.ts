import type {
  ColumnReport,
  DataReport,
  DataSplits,
  Dataset,
  JsonObject,
} from "../../../core/mod.ts";
import { augmented } from "../_augment/mod.ts";
import type { GatheredValues, ReaderInfo } from "../_pool/mod.ts";
import type { Preparation, Purpose } from "../_preparation/mod.ts";
import type { ReaderSpec } from "../_records/mod.ts";
import { BlockCache, nameOf, type Opening, type TableReader, widthOf } from "../_table/mod.ts";
import type { CheckedWindowsOptions } from "./options.ts";
import type { SeriesOrder } from "./series_order.ts";
import type { WindowPart, WindowPlan, WindowShape } from "./window_plan.ts";
import { WindowsDataset } from "./windows_dataset.ts";

/** Blocks that are mixed at most. */
const MAX_WINDOW = 32;

/** Time series that are open. */
export interface OpenedWindowsParts extends Opening {
  readonly reader: TableReader;
  readonly options: CheckedWindowsOptions;
  readonly spec: ReaderSpec;
  readonly info: ReaderInfo;
  readonly order: SeriesOrder;
  readonly shape: WindowShape;
  readonly plans: Readonly<Record<WindowPart, WindowPlan>>;
  readonly preparation: Preparation;
}

/** The splits of time series. */
export class OpenedWindows implements DataSplits {
  readonly train: Dataset;
  readonly validation?: Dataset;
  readonly test?: Dataset;
  readonly preparation: JsonObject;
  readonly fingerprint: string;
  readonly #parts: OpenedWindowsParts;
  readonly #caches: BlockCache[] = [];
  readonly #unknown = new Map<string, number>();

  constructor(parts: OpenedWindowsParts) {
    const { options, preparation, spec } = parts;
    this.#parts = parts;
    this.preparation = preparation.toJSON();
    this.fingerprint = spec.fingerprint;
    this.train = augmented(this.#dataset("train"), options.augment);
    if (options.validation > 0) this.validation = this.#dataset("validation");
    if (options.test > 0) this.test = this.#dataset("test");
  }

  describe(): DataReport {
    const { preparation, spec } = this.#parts;
    const columns: Record<string, ColumnReport> = { ...preparation.describe() };
    for (const [name, unknown] of this.#unknown) {
      columns[name] = { ...(columns[name] as ColumnReport), unknown };
    }
    return { columns, ...(spec.notes && { notes: spec.notes }) };
  }

  async dispose(): Promise<void> {
    for (const cache of this.#caches) cache.clear();
    await this.#parts.pool.end();
  }

  #dataset(part: WindowPart): WindowsDataset {
    const { info, options, order, plans, preparation, shape } = this.#parts;
    const purpose = part === "train" ? "train" : "evaluate";
    const { inputs, targets } = preparation;
    const weights = preparation.weightsFor(purpose);
    const blockSize = Math.max(info.blockSize, 1_024);
    const width = [...inputs, ...targets].reduce((sum, column) => sum + widthOf(column), 1);
    const held = Math.floor(options.memoryBytes / (4 * width * blockSize));
    const blocks = Math.ceil(order.records.length / blockSize);
    // A block and the next one are used together, where a window reaches into it.
    const window = blocks <= held ? undefined : Math.max(1, Math.min(MAX_WINDOW, held / 2 - 2));
    const cache = new BlockCache({
      capacity: Math.max(held, 4),
      load: (block) => this.#read(block, blockSize, purpose),
    });
    this.#caches.push(cache);
    const records = { inputs, targets, weights, blockSize, cache };
    return new WindowsDataset(records, plans[part], shape, window && Math.floor(window));
  }

  async #read(
    block: number,
    blockSize: number,
    purpose: Purpose,
  ): Promise<GatheredValues["values"]> {
    const { order, pool, reader } = this.#parts;
    const records = order.records.slice(block * blockSize, (block + 1) * blockSize);
    const action = `read ${records.length} records from ${records[0]} of ${nameOf(reader)}`;
    const job = { kind: "gather", reader: 0, records, purpose } as const;
    const { values, counts = {} } = await pool.run<"gather">(job, { action });
    for (const [name, { unknown }] of Object.entries(counts)) {
      if (unknown > 0) this.#unknown.set(name, (this.#unknown.get(name) ?? 0) + unknown);
    }
    return values;
  }
}
