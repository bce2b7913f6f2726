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

/** Numbers or shares of the examples to set apart; none if they are left out or 0. */
export interface Apart {
  readonly validation?: number;
  readonly test?: number;
}

/** Sets examples apart, drawn by `seed`. */
export function splitBySeed(
  columns: Columns,
  { validation = 0, test = 0 }: Apart,
  seed: number,
): DataSplits {
  const { inputs, targets, size } = columns;
  const apart = validation + test;
  if (apart === 0) return { train: wholeSplit(columns) };
  const rows = rowsUpTo(size);
  const random = new RandomStream(seed, "split");
  for (let i = 0; i < apart; i++) {
    const j = i + random.below(size - i);
    const drawn = rows[j] as number;
    rows[j] = rows[i] as number;
    rows[i] = drawn;
  }
  const part = (from: number, to: number) =>
    new MemoryDataset(inputs, targets, rows.slice(from, to).sort());
  return {
    train: part(apart, size),
    ...(validation > 0 && { validation: part(0, validation) }),
    ...(test > 0 && { test: part(validation, apart) }),
  };
}

/**
 * Sets shares of the examples apart, drawn by `seed`.
 *
 * @throws {TolariaError} `data/invalid` if one of the parts would be empty.
 */
export function splitByFraction(
  source: string,
  columns: Columns,
  shares: Apart,
  seed: number,
): DataSplits {
  const { size } = columns;
  const counts: Record<string, number> = {};
  let left = size;
  for (const [part, share] of Object.entries(shares)) {
    const count = Math.round(size * share);
    left -= count;
    counts[part] = count;
    if (count > 0 && left > 0) continue;
    throw new TolariaError(
      "data/invalid",
      `"${part}" must leave examples on both sides, but is ${share} of ${size} examples. Cannot open ${source}.`,
    );
  }
  return splitBySeed(columns, counts, seed);
}

/** The shares among what a user set apart: the rest are examples of their own. */
export function sharesOf(parts: Readonly<Record<keyof Apart, unknown>>): Apart {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => typeof part === "number"));
}

function rowsUpTo(size: number): Uint32Array {
  return Uint32Array.from({ length: size }, (_, index) => index);
}
