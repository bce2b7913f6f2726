import type { BatchValues, Column, Dataset } from "../ports/dataset.ts";
import { RandomStream } from "../random.ts";
import { FullShuffle } from "./full_shuffle.ts";

/** A fixed part of a dataset. */
class Sample implements Dataset {
  readonly size: number;
  readonly inputs: readonly Column[];
  readonly targets: readonly Column[];
  readonly weights?: Column;
  readonly #dataset: Dataset;
  readonly #rows: Uint32Array;

  constructor(dataset: Dataset, rows: Uint32Array) {
    this.size = rows.length;
    this.inputs = dataset.inputs;
    this.targets = dataset.targets;
    if (dataset.weights) this.weights = dataset.weights;
    this.#dataset = dataset;
    this.#rows = rows;
  }

  gather(indices: Uint32Array, spare?: BatchValues): BatchValues | Promise<BatchValues> {
    const rows = indices.map((index) => this.#rows[index] as number);
    return this.#dataset.gather(rows, spare);
  }
}

/**
 * Returns the first `size` examples of a random order that `seed` determines, in the dataset's own order; the dataset
 * itself if it has no more, or if it can only be read from its beginning.
 */
export function sampleOf(dataset: Dataset, size: number, seed: number): Dataset {
  if (dataset.size <= size || dataset.stream || dataset.sequence) return dataset;
  const order = new FullShuffle(dataset.size, new RandomStream(seed, "boundary"));
  return new Sample(dataset, order.indices(0, size).sort());
}
