import { TolariaError } from "../errors/mod.ts";
import type { BatchValues, Dataset } from "../ports/dataset.ts";

/** Examples and draws that are compared. */
const EXAMPLES = 16;
const DRAWS = [1, 2, 3];

/**
 * Fails if examples change from epoch to epoch, or cannot be reached by index: their features could not be cached.
 *
 * @throws {TolariaError} `data/invalid`.
 */
export async function refuseAugmented(dataset: Dataset): Promise<void> {
  if (dataset.stream || dataset.sequence) refuse("come one after the other");
  const count = Math.min(EXAMPLES, dataset.size);
  const indices = Uint32Array.from({ length: count }, (_, at) =>
    Math.floor((at * dataset.size) / count),
  );
  const plain = await dataset.gather(indices);
  for (const draw of DRAWS) {
    if (differ(plain, await dataset.gather(indices, undefined, draw))) refuse("are augmented");
  }
}

function refuse(how: string): never {
  throw new TolariaError(
    "data/invalid",
    `The examples ${how}: leave out "cacheFeatures", or the augmentation. Cannot cache the features of the frozen base.`,
  );
}

function differ(one: BatchValues, other: BatchValues): boolean {
  return [...one.inputs, ...one.targets].some((values, column) => {
    const compared = [...other.inputs, ...other.targets][column];
    return values.some((value, at) => value !== compared?.[at]);
  });
}
