import {
  type ColumnReport,
  type DataReport,
  type DataSplits,
  type Dataset,
  type JsonObject,
  type OpenedReport,
  TolariaError,
} from "../../../core/mod.ts";
import { augmented } from "../_augment/mod.ts";
import type { GatheredValues, ReaderInfo } from "../_pool/mod.ts";
import type { Preparation } from "../_preparation/mod.ts";
import type { ReaderSpec } from "../_records/mod.ts";
import type { RecordCheck } from "./check_records.ts";
import { widthOf } from "./copy_rows.ts";
import type { TableParts } from "./open_table.ts";
import type { Part, RecordSplit } from "./record_split.ts";
import { TableDataset } from "./table_dataset.ts";
import { nameOf, type Opening, type TableReader } from "./table_reader.ts";

/** Examples that are mixed with each other, about: more take memory and time before the first step, and mix no better. */
const MIXED = 32_768;

/** Blocks that are mixed at most: each is a job of a worker. */
const MOST_WINDOW = 128;

/**
 * Blocks that are mixed at least, if the memory allows: files are often sorted, by date for one, and the steps of a window
 * train on what its blocks are like. Of 11 row groups of flights by date, 2 at a time end at an R2 of 0.06, all at 0.10.
 */
const LEAST_WINDOW = 16;

/** A table that is open. */
export interface OpenedParts extends Opening, Omit<TableParts, "seed" | "cache"> {
  /** What there is to tell of the opening. */
  readonly notes: readonly string[];
  readonly specs: readonly ReaderSpec[];
  readonly infos: readonly ReaderInfo[];
  readonly splits: readonly RecordSplit[];
  readonly checks: readonly RecordCheck[];
  readonly preparation: Preparation;
}

/** The splits of a table. */
export class OpenedTable implements DataSplits {
  readonly train: Dataset;
  readonly validation?: Dataset;
  readonly test?: Dataset;
  readonly preparation: JsonObject;
  readonly fingerprint: string;
  readonly #parts: OpenedParts;
  readonly #datasets: TableDataset[] = [];
  readonly #unknown = new Map<string, number>();

  constructor(parts: OpenedParts) {
    const { apart, options, preparation, specs } = parts;
    this.#parts = parts;
    this.preparation = preparation.toJSON();
    this.fingerprint = specs.map(({ fingerprint }) => fingerprint).join("\n");
    this.train = augmented(this.#dataset("train", 0), options.augment);
    for (const part of ["validation", "test"] as const) {
      if (options[part] !== undefined) this[part] = this.#dataset(part, apart[part]);
    }
  }

  describe(): DataReport {
    const { checks, notes, preparation, readers } = this.#parts;
    const columns: Record<string, ColumnReport> = { ...preparation.describe() };
    for (const [name, unknown] of this.#unknown) {
      columns[name] = { ...(columns[name] as ColumnReport), unknown };
    }
    const skipped = checks.flatMap(({ broken }, at) =>
      broken > 0 ? [[nameOf(readers[at] as TableReader), broken] as const] : [],
    );
    return {
      opened: readers.map((reader, at) => this.#opened(reader, at)),
      columns,
      ...(skipped.length > 0 && {
        skipped: Object.fromEntries(skipped),
        broken: checks.flatMap(({ faults }) => faults),
      }),
      ...(notes.length > 0 && { notes }),
    };
  }

  #opened(reader: TableReader, at: number): OpenedReport {
    const { checks, infos, pool } = this.#parts;
    const used = (infos[at] as ReaderInfo).size;
    const { records = used, broken = 0 } = checks[at] ?? {};
    const held = at === 0 ? (this.#datasets[0]?.heldExamples ?? 0) : 0;
    return {
      name: nameOf(reader),
      records,
      leftOut: records - used - broken,
      heldBytes: held * this.#exampleBytes,
      workers: pool.size,
    };
  }

  /** Bytes of a prepared example, its weight included. */
  get #exampleBytes(): number {
    const { inputs, targets } = this.#parts.preparation;
    return 4 * [...inputs, ...targets].reduce((sum, column) => sum + widthOf(column), 1);
  }

  async dispose(): Promise<void> {
    for (const dataset of this.#datasets) dataset.clear();
    await this.#parts.pool.end();
  }

  /** @param own Number of the reader, all of whose records belong to the part; undefined for a share of reader 0. */
  #dataset(part: Part, own: number | undefined): TableDataset {
    const { infos, pool, preparation, readers, splits } = this.#parts;
    const reader = own ?? 0;
    const shared = own === undefined || part === "train";
    const split = splits[reader] as RecordSplit;
    const purpose = part === "train" ? "train" : "evaluate";
    const from: Part = shared ? part : "train";
    const blocked = (infos[reader] as ReaderInfo).blockSize > 1;
    const dataset = new TableDataset({
      pool,
      reader,
      split,
      part: from,
      preparation,
      purpose,
      name: nameOf(readers[reader] as TableReader),
      window: blocked ? this.#windowOf(split.blockSizeOf(from), split.blocks) : undefined,
      onCounts: (counts) => this.#count(counts),
    });
    this.#datasets.push(dataset);
    return dataset;
  }

  /** Blocks that fit into the memory twice, as one window is read while another is used; or once, if that is all. */
  #windowOf(blockSize: number, blocks: number): number {
    const { options, readers } = this.#parts;
    const blockBytes = this.#exampleBytes * blockSize;
    const { memoryBytes } = options;
    const fits = blocks * blockBytes <= memoryBytes;
    const window = fits ? blocks : Math.floor(memoryBytes / blockBytes / 2) - 1;
    const wanted = Math.max(LEAST_WINDOW, Math.ceil(MIXED / blockSize));
    if (window >= 1) return Math.min(window, wanted, MOST_WINDOW);
    throw new TolariaError(
      "data/invalid",
      `${blockSize} examples of ${this.#exampleBytes} bytes are read together, of which 4 times as much must fit into memory: set "memoryBytes" to at least ${4 * blockBytes}; it is ${options.memoryBytes}. Cannot open ${nameOf(readers[0] as TableReader)}.`,
    );
  }

  #count(counts: NonNullable<GatheredValues["counts"]>): void {
    for (const [name, { unknown }] of Object.entries(counts)) {
      if (unknown > 0) this.#unknown.set(name, (this.#unknown.get(name) ?? 0) + unknown);
    }
  }
}
