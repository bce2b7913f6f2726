import type {
  BatchValues,
  Column,
  ColumnValues,
  Dataset,
  ExampleBlocks,
} from "../../../core/mod.ts";
import type { Part, RecordSplit } from "../_table/mod.ts";
import type { ArrayColumn } from "./array_column.ts";

/** Blocks that are mixed with each other, of arrays that are read from a disk. */
const WINDOW = 32;

/** Examples of arrays: those of one part of them. */
export class ArrayDataset implements Dataset {
  readonly size: number;
  readonly inputs: readonly ArrayColumn[];
  readonly targets: readonly ArrayColumn[];
  readonly blocks?: ExampleBlocks;
  readonly #split: RecordSplit;
  readonly #part: Part;
  readonly #blockSize: number;
  /** Examples of the blocks that were asked for last. */
  readonly #examples = new Map<number, Uint32Array>();

  constructor(
    { inputs, targets }: Readonly<Record<"inputs" | "targets", readonly ArrayColumn[]>>,
    split: RecordSplit,
    part: Part,
  ) {
    this.inputs = inputs;
    this.targets = targets;
    this.size = split.sizeOf(part);
    this.#split = split;
    this.#part = part;
    this.#blockSize = split.blockSizeOf(part);
    const onDisk = [...inputs, ...targets].some(({ array }) => array.onDisk);
    if (onDisk) this.blocks = { size: this.#blockSize, window: WINDOW };
  }

  gather(indices: Uint32Array, spare?: BatchValues): BatchValues {
    const examples = indices.map((index) => this.#exampleOf(index));
    const gather = (columns: readonly ArrayColumn[], into: readonly ColumnValues[] = []) =>
      columns.map((column, at) => gatherColumn(column, examples, into[at]));
    return {
      inputs: gather(this.inputs, spare?.inputs),
      targets: gather(this.targets, spare?.targets),
    };
  }

  #exampleOf(index: number): number {
    const block = Math.floor(index / this.#blockSize);
    let examples = this.#examples.get(block);
    if (!examples) {
      examples = this.#split.records(this.#part, block);
      if (this.#examples.size > 2 * WINDOW) this.#examples.clear();
      this.#examples.set(block, examples);
    }
    return examples[index % this.#blockSize] as number;
  }
}

function gatherColumn(
  column: ArrayColumn,
  examples: Uint32Array,
  into: ColumnValues | undefined,
): ColumnValues {
  const values = into ?? allocate(column, examples.length);
  examples.forEach((example, row) => {
    column.write(example, values, row);
  });
  return values;
}

function allocate({ shape, dtype }: Column, size: number): ColumnValues {
  const length = shape.reduce((product, extent) => product * extent, size);
  return dtype === "int32" ? new Int32Array(length) : new Float32Array(length);
}
