import type { BatchValues, Column, Dataset, ExampleBlocks } from "../../../core/mod.ts";
import { buffersOf, type GatheredValues, type ReaderPool } from "../_pool/mod.ts";
import type { Preparation, Purpose } from "../_preparation/mod.ts";
import { BlockCache } from "./block_cache.ts";
import { copyRows } from "./copy_rows.ts";
import type { Part, RecordSplit } from "./record_split.ts";
import { join, scatter } from "./scatter.ts";

/** What a dataset is made of. */
export interface TableDatasetParts {
  readonly pool: ReaderPool;
  /** Number of the reader among those of the pool. */
  readonly reader: number;
  readonly split: RecordSplit;
  readonly part: Part;
  readonly preparation: Preparation;
  readonly purpose: Purpose;
  /** What is read, for errors: `"cars.csv"`. */
  readonly name: string;
  /** Blocks that are mixed with each other; undefined if examples are read one by one. */
  readonly window: number | undefined;
  /** Told of values that were missing or unknown. */
  readonly onCounts: (counts: NonNullable<GatheredValues["counts"]>) => void;
}

/** Blocks of a dataset in order that are read ahead. */
const AHEAD = 2;

/** Examples of a table: those of the records of one part. */
export class TableDataset implements Dataset {
  readonly size: number;
  readonly inputs: readonly Column[];
  readonly targets: readonly Column[];
  readonly weights?: Column;
  readonly blocks?: ExampleBlocks;
  readonly #parts: TableDatasetParts;
  readonly #blockSize: number;
  readonly #cache: BlockCache;
  /** Draw that the blocks at hand were prepared for. */
  #draw: number | undefined;

  constructor(parts: TableDatasetParts) {
    const { split, part, preparation, purpose, window } = parts;
    const weights = preparation.weightsFor(purpose);
    this.#parts = parts;
    this.#blockSize = split.blockSizeOf(part);
    this.size = split.sizeOf(part);
    this.inputs = preparation.inputs;
    this.targets = preparation.targets;
    if (weights) this.weights = weights;
    if (window !== undefined) this.blocks = { size: this.#blockSize, window };
    this.#cache = new BlockCache({
      capacity: 2 * (window ?? 0) + AHEAD,
      load: (block) => this.#read(split.records(part, block), this.#draw),
    });
  }

  /** Most examples that are held in memory at a time; 0 if they are read for each batch. */
  get heldExamples(): number {
    const { blocks, size } = this;
    return blocks ? Math.min(size, (2 * blocks.window + AHEAD) * blocks.size) : 0;
  }

  gather(
    indices: Uint32Array,
    spare?: BatchValues,
    draw?: number,
  ): BatchValues | Promise<BatchValues> {
    const size = this.#blockSize;
    const blocks = new Uint32Array(indices.length);
    const rows = new Uint32Array(indices.length);
    for (let at = 0; at < indices.length; at++) {
      const index = indices[at] as number;
      blocks[at] = Math.floor(index / size);
      rows[at] = index % size;
    }
    if (!this.blocks) return this.#readScattered(this.#recordsAt(blocks, rows), draw, spare);
    this.#use(draw);
    const gathered = this.#cache.with(blocks, (values) => copyRows(this, values, rows, spare));
    if (areConsecutive(indices)) this.#prefetchAfter(blocks.at(-1) as number);
    return gathered;
  }

  readAhead(blocks: readonly number[], draw?: number): void {
    if (!this.blocks) return;
    this.#use(draw);
    this.#cache.prefetch(blocks);
  }

  /** Drops the blocks at hand. */
  clear(): void {
    this.#cache.clear();
  }

  #recordsAt(blocks: Uint32Array, rows: Uint32Array): Uint32Array<ArrayBuffer> {
    const { split, part } = this.#parts;
    const records = new Map<number, Uint32Array>();
    return Uint32Array.from(rows, (row, at) => {
      const block = blocks[at] as number;
      const known = records.get(block) ?? split.records(part, block);
      records.set(block, known);
      return known[row] as number;
    });
  }

  /** Examples are read in order, as those to validate on are. */
  #prefetchAfter(block: number): void {
    const next = Array.from({ length: AHEAD }, (_, at) => block + 1 + at);
    this.#cache.prefetch(next.filter((one) => one * this.#blockSize < this.size));
  }

  /** Forgets blocks that were prepared for another draw. */
  #use(draw: number | undefined): void {
    if (!this.#parts.preparation.draws || draw === this.#draw) return;
    this.#draw = draw;
    this.#cache.clear();
  }

  /** Reads records that lie anywhere: each worker some of them, as none is read sooner with its neighbours. */
  async #readScattered(
    records: Uint32Array<ArrayBuffer>,
    draw: number | undefined,
    spare: BatchValues | undefined,
  ): Promise<BatchValues> {
    const jobs = scatter(records, this.#parts.pool.size);
    if (jobs.length === 1) return this.#read(records, draw, spare);
    return join(await Promise.all(jobs.map((job) => this.#read(job, draw))), spare);
  }

  async #read(
    records: Uint32Array<ArrayBuffer>,
    draw: number | undefined,
    spare?: BatchValues,
  ): Promise<BatchValues> {
    const { pool, reader, purpose, name, onCounts } = this.#parts;
    const job = {
      kind: "gather",
      reader,
      records,
      purpose,
      ...(draw !== undefined && { draw }),
      ...(spare && { spare }),
    } as const;
    const action = `read ${rangeText(records)} of ${name}`;
    const transfer = spare ? buffersOf(spare) : [];
    const { values, counts } = await pool.run<"gather">(job, { action, transfer });
    if (counts) onCounts(counts);
    return values;
  }
}

function areConsecutive(indices: Uint32Array): boolean {
  return indices.every((index, at) => at === 0 || index === (indices[at - 1] as number) + 1);
}

function rangeText(records: Uint32Array): string {
  const [first, last] = [records[0], records.at(-1)];
  return records.length === 1
    ? `record ${first}`
    : `${records.length} records from ${first} to ${last}`;
}
