import type { BatchValues, Column, ColumnValues } from "../ports/dataset.ts";

/** Columns of a cached example: its features, its targets, and its weights if there are any. */
export interface CachedColumns {
  readonly inputs: readonly Column[];
  readonly targets: readonly Column[];
  readonly weights?: Column | undefined;
}

/** Bytes of a number. */
const WORD = 4;

/** How the columns of an example lie in a row of 32-bit numbers. */
export class FeatureRows {
  readonly #columns: readonly Column[];
  readonly #inputs: number;
  readonly #hasWeights: boolean;
  readonly #widths: readonly number[];
  /** Bytes of a row. */
  readonly bytes: number;

  constructor({ inputs, targets, weights }: CachedColumns) {
    this.#columns = [...inputs, ...targets, ...(weights ? [weights] : [])];
    this.#inputs = inputs.length;
    this.#hasWeights = weights !== undefined;
    this.#widths = this.#columns.map(({ shape }) => shape.reduce((size, one) => size * one, 1));
    this.bytes = WORD * this.#widths.reduce((sum, width) => sum + width, 0);
  }

  /** Writes the values of `count` examples as rows. */
  pack({ inputs, targets, weights }: BatchValues, count: number): Uint8Array {
    const bytes = new Uint8Array(count * this.bytes);
    this.#each([...inputs, ...targets, ...(weights ? [weights] : [])], bytes, (values, row) => {
      row.set(values as Float32Array);
    });
    return bytes;
  }

  /** Reads rows back. */
  unpack(bytes: Uint8Array, count: number): BatchValues {
    const all = this.#columns.map(({ dtype }, at): ColumnValues => {
      const length = count * (this.#widths[at] as number);
      return dtype === "int32" ? new Int32Array(length) : new Float32Array(length);
    });
    this.#each(all, bytes, (values, row) => values.set(row as Float32Array));
    const weights = this.#hasWeights ? (all.at(-1) as Float32Array) : undefined;
    return {
      inputs: all.slice(0, this.#inputs),
      targets: all.slice(this.#inputs, weights ? -1 : undefined),
      ...(weights && { weights }),
    };
  }

  /** Calls `move` with the part of each column that an example has, and its place in the example's row. */
  #each(
    columns: readonly ColumnValues[],
    bytes: Uint8Array,
    move: (values: ColumnValues, row: ColumnValues) => void,
  ): void {
    const count = bytes.byteLength / this.bytes;
    const { buffer, byteOffset } = bytes;
    for (let example = 0; example < count; example++) {
      let at = byteOffset + example * this.bytes;
      columns.forEach((values, column) => {
        const width = this.#widths[column] as number;
        const row =
          values instanceof Int32Array
            ? new Int32Array(buffer, at, width)
            : new Float32Array(buffer, at, width);
        move(values.subarray(example * width, (example + 1) * width), row);
        at += width * WORD;
      });
    }
  }
}
