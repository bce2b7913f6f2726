import type {
  BatchValues,
  Column,
  ColumnValues,
  Dataset,
  ExampleBlocks,
} from "../../../core/mod.ts";
import type { BlockCache } from "../_table/mod.ts";
import type { WindowPlan, WindowShape } from "./window_plan.ts";

/** Prepared records in the order of their series, block by block. */
export interface PreparedRecords {
  readonly inputs: readonly Column[];
  readonly targets: readonly Column[];
  readonly weights: Column | undefined;
  /** Records in a block; the last one may have fewer. */
  readonly blockSize: number;
  readonly cache: BlockCache;
}

/** Windows over records: map-style, as records are. */
export class WindowsDataset implements Dataset {
  readonly size: number;
  readonly inputs: readonly Column[];
  readonly targets: readonly Column[];
  readonly weights?: Column;
  readonly blocks?: ExampleBlocks;
  readonly #records: PreparedRecords;
  readonly #plan: WindowPlan;
  readonly #shape: WindowShape;

  /** @param window Blocks of records that are mixed with each other; undefined if all are in memory. */
  constructor(
    records: PreparedRecords,
    plan: WindowPlan,
    shape: WindowShape,
    window: number | undefined,
  ) {
    const { length, horizons, stride } = shape;
    this.size = plan.size;
    this.inputs = records.inputs.map((column) => widened(column, length));
    this.targets = records.targets.map((column) =>
      horizons.length === 1 ? column : widened(column, horizons.length),
    );
    if (records.weights) this.weights = records.weights;
    if (window !== undefined) {
      this.blocks = { size: Math.max(1, Math.floor(records.blockSize / stride)), window };
    }
    this.#records = records;
    this.#plan = plan;
    this.#shape = shape;
  }

  gather(indices: Uint32Array, spare?: BatchValues): BatchValues | Promise<BatchValues> {
    const starts = Array.from(indices, (index) => this.#plan.startOf(index));
    const blocks = this.#blocksOf(starts);
    return this.#records.cache.with(blocks, (values) => {
      const byBlock = new Map([...blocks].map((block, at) => [block, values[at] as BatchValues]));
      return this.#copy(starts, byBlock, spare);
    });
  }

  readAhead(blocks: readonly number[]): void {
    const size = this.blocks?.size ?? 0;
    for (const block of blocks) {
      const windows = [block * size, Math.min(this.size, (block + 1) * size) - 1];
      const starts = windows.map((window) => this.#plan.startOf(window));
      this.#records.cache.prefetch(this.#blocksOf(starts));
    }
  }

  /** Blocks of the records of windows and of their targets. */
  #blocksOf(starts: readonly number[]): ReadonlySet<number> {
    const { blockSize } = this.#records;
    const { length, horizons } = this.#shape;
    const blocks = new Set<number>();
    for (const start of starts) {
      const end = start + length + Math.max(...horizons) - 1;
      for (let block = Math.floor(start / blockSize); block * blockSize <= end; block++) {
        blocks.add(block);
      }
    }
    return blocks;
  }

  #copy(
    starts: readonly number[],
    blocks: ReadonlyMap<number, BatchValues>,
    spare: BatchValues | undefined,
  ): BatchValues {
    const { length, horizons } = this.#shape;
    const steps = Array.from({ length }, (_, step) => step);
    const ahead = horizons.map((horizon) => length - 1 + horizon);
    const copy = (
      column: Column,
      offsets: readonly number[],
      of: (block: BatchValues) => ColumnValues,
      into: ColumnValues | undefined,
    ) =>
      this.#copyColumn({ column, starts, offsets, into }, (block) =>
        of(blocks.get(block) as BatchValues),
      );
    const { inputs, targets, weights } = this.#records;
    return {
      inputs: inputs.map((column, at) =>
        copy(column, steps, (block) => block.inputs[at] as ColumnValues, spare?.inputs[at]),
      ),
      targets: targets.map((column, at) =>
        copy(column, ahead, (block) => block.targets[at] as ColumnValues, spare?.targets[at]),
      ),
      ...(weights && {
        // A window weighs as much as the record of its first target.
        weights: copy(
          weights,
          ahead.slice(0, 1),
          (block) => block.weights as Float32Array,
          spare?.weights,
        ) as Float32Array,
      }),
    };
  }

  #copyColumn(
    { column, starts, offsets, into }: ColumnCopy,
    valuesOf: (block: number) => ColumnValues,
  ): ColumnValues {
    const { blockSize } = this.#records;
    const width = column.shape.reduce((product, extent) => product * extent, 1);
    const length = starts.length * offsets.length * width;
    const out =
      into ?? (column.dtype === "int32" ? new Int32Array(length) : new Float32Array(length));
    let to = 0;
    for (const start of starts) {
      for (const offset of offsets) {
        const block = Math.floor((start + offset) / blockSize);
        const from = (start + offset - block * blockSize) * width;
        out.set(valuesOf(block).subarray(from, from + width), to);
        to += width;
      }
    }
    return out;
  }
}

interface ColumnCopy {
  readonly column: Column;
  /** Place of the first record of each window. */
  readonly starts: readonly number[];
  /** Records that are copied of each window, from its first one on. */
  readonly offsets: readonly number[];
  readonly into: ColumnValues | undefined;
}

function widened(column: Column, extent: number): Column {
  return { ...column, shape: [extent, ...column.shape] };
}
