import { type DataSplits, RandomStream } from "../../../core/mod.ts";
import { type MemoryColumn, MemoryDataset } from "./memory_dataset.ts";

/** Sets `validation` of `size` examples apart, drawn by `seed`; none where it is 0. */
export function splitBySeed(
  inputs: readonly MemoryColumn[],
  targets: readonly MemoryColumn[],
  size: number,
  validation: number,
  seed: number,
): DataSplits {
  const rows = Uint32Array.from({ length: size }, (_, index) => index);
  const random = new RandomStream(seed, "split");
  for (let i = 0; i < validation; i++) {
    const j = i + random.below(size - i);
    const drawn = rows[j] as number;
    rows[j] = rows[i] as number;
    rows[i] = drawn;
  }
  const train = new MemoryDataset(inputs, targets, rows.slice(validation).sort());
  if (validation === 0) return { train };
  return {
    train,
    validation: new MemoryDataset(inputs, targets, rows.slice(0, validation).sort()),
  };
}
