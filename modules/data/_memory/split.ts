import { type DataSplits, RandomStream, TolariaError } from "../../../core/mod.ts";
import { type MemoryColumn, MemoryDataset } from "./memory_dataset.ts";

/** Columns of the same examples. */
export interface Columns {
  readonly inputs: readonly MemoryColumn[];
  readonly targets: readonly MemoryColumn[];
  /** Number of examples. */
  readonly size: number;
}

/** All examples, in their order. */
export function wholeSplit({ inputs, targets, size }: Columns): MemoryDataset {
  return new MemoryDataset(inputs, targets, rowsUpTo(size));
}

/** Sets `validation` examples apart, drawn by `seed`; none if it is 0. */
export function splitBySeed(columns: Columns, validation: number, seed: number): DataSplits {
  const { inputs, targets, size } = columns;
  if (validation === 0) return { train: wholeSplit(columns) };
  const rows = rowsUpTo(size);
  const random = new RandomStream(seed, "split");
  for (let i = 0; i < validation; i++) {
    const j = i + random.below(size - i);
    const drawn = rows[j] as number;
    rows[j] = rows[i] as number;
    rows[i] = drawn;
  }
  return {
    train: new MemoryDataset(inputs, targets, rows.slice(validation).sort()),
    validation: new MemoryDataset(inputs, targets, rows.slice(0, validation).sort()),
  };
}

/**
 * Sets a fraction of the examples apart, drawn by `seed`.
 *
 * @throws {TolariaError} `data/invalid` if one of the two parts would be empty.
 */
export function splitByFraction(
  source: string,
  columns: Columns,
  fraction: number,
  seed: number,
): DataSplits {
  const validation = Math.round(columns.size * fraction);
  if (validation > 0 && validation < columns.size) return splitBySeed(columns, validation, seed);
  throw new TolariaError(
    "data/invalid",
    `"validation" must leave examples on both sides, but is ${fraction} of ${columns.size} examples. Cannot open ${source}.`,
  );
}

function rowsUpTo(size: number): Uint32Array {
  return Uint32Array.from({ length: size }, (_, index) => index);
}
