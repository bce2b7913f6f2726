import type {
  BatchValues,
  Column,
  ColumnValues,
  Dataset,
  ExampleBlocks,
  ExampleSequence,
  RandomStream,
} from "../../../core/mod.ts";
import { exampleStream } from "../_preparation/mod.ts";

/** Values of one example, which may be written to. */
export interface AugmentedExample {
  /** Values of each input by name, row-major. */
  readonly inputs: Readonly<Record<string, ColumnValues>>;
  /** Values of each target by name, row-major. */
  readonly targets: Readonly<Record<string, ColumnValues>>;
  /** The example's index in the training split. */
  readonly index: number;
}

/**
 * Changes an example in place, for training alone.
 *
 * @param random Random numbers of this example in this epoch; take every one from here, so that a resumed run draws the same.
 */
export type Augment = (example: AugmentedExample, random: RandomStream) => void;

/** Examples that are changed at random each epoch. */
class AugmentedDataset implements Dataset {
  readonly size: number;
  readonly inputs: readonly Column[];
  readonly targets: readonly Column[];
  readonly weights?: Column;
  readonly blocks?: ExampleBlocks;
  readonly sequence?: ExampleSequence;
  readonly #dataset: Dataset;
  readonly #augment: Augment;

  constructor(dataset: Dataset, augment: Augment) {
    this.size = dataset.size;
    this.inputs = dataset.inputs;
    this.targets = dataset.targets;
    if (dataset.weights) this.weights = dataset.weights;
    if (dataset.blocks) this.blocks = dataset.blocks;
    if (dataset.sequence) this.sequence = dataset.sequence;
    this.#dataset = dataset;
    this.#augment = augment;
  }

  gather(
    indices: Uint32Array,
    spare?: BatchValues,
    draw?: number,
  ): BatchValues | Promise<BatchValues> {
    const gathered = this.#dataset.gather(indices, spare, draw);
    if (draw === undefined) return gathered;
    return gathered instanceof Promise
      ? gathered.then((values) => this.#augmented(values, indices, draw))
      : this.#augmented(gathered, indices, draw);
  }

  readAhead(blocks: readonly number[], draw?: number): void {
    this.#dataset.readAhead?.(blocks, draw);
  }

  #augmented(values: BatchValues, indices: Uint32Array, draw: number): BatchValues {
    indices.forEach((index, row) => {
      const inputs = rowOf(this.inputs, values.inputs, row, indices.length);
      const targets = rowOf(this.targets, values.targets, row, indices.length);
      this.#augment({ inputs, targets, index }, exampleStream(draw, index));
    });
    return values;
  }
}

function rowOf(
  columns: readonly Column[],
  values: readonly ColumnValues[],
  row: number,
  rows: number,
): Readonly<Record<string, ColumnValues>> {
  return Object.fromEntries(
    columns.map(({ name }, at) => {
      const all = values[at] as ColumnValues;
      const width = all.length / rows;
      return [name, all.subarray(row * width, (row + 1) * width)];
    }),
  );
}

/** Returns a dataset whose examples `augment` changes in each epoch of a training; the same one without it. */
export function augmented(dataset: Dataset, augment: Augment | undefined): Dataset {
  return augment ? new AugmentedDataset(dataset, augment) : dataset;
}
