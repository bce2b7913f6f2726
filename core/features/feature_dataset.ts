import type { BatchValues, Column, Dataset } from "../ports/dataset.ts";
import type { FeatureFile } from "./feature_file.ts";
import { type CachedColumns, FeatureRows } from "./feature_rows.ts";

/** Examples whose inputs are cached features. */
export class FeatureDataset implements Dataset {
  readonly size: number;
  readonly inputs: readonly Column[];
  readonly targets: readonly Column[];
  readonly weights?: Column;
  readonly computedFrom: readonly Column[];
  readonly #file: FeatureFile;
  readonly #rows: FeatureRows;

  /** @param computedFrom Inputs that the features were computed from. */
  constructor(file: FeatureFile, columns: CachedColumns, computedFrom: readonly Column[]) {
    this.size = file.rows;
    this.inputs = columns.inputs;
    this.targets = columns.targets;
    if (columns.weights) this.weights = columns.weights;
    this.computedFrom = computedFrom;
    this.#file = file;
    this.#rows = new FeatureRows(columns);
  }

  async gather(indices: Uint32Array): Promise<BatchValues> {
    return this.#rows.unpack(await this.#file.read(indices), indices.length);
  }
}
