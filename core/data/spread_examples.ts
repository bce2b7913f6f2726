import type { BatchValues, Dataset } from "../ports/dataset.ts";
import type { Batch } from "./feeder.ts";
import { toBatch } from "./to_batch.ts";

/**
 * Gathers examples that lie evenly over a dataset, always the same, in batches: at once where they are in memory. The
 * caller disposes them. Undefined if the examples cannot be reached by their index.
 *
 * @param most Examples at most.
 */
export function spreadExamples(
  dataset: Dataset,
  most: number,
  batchSize: number,
): readonly Batch[] | Promise<readonly Batch[]> | undefined {
  if (dataset.stream || dataset.driven || dataset.sequence) return undefined;
  const count = Math.min(most, dataset.size);
  const indices = Uint32Array.from({ length: count }, (_, at) =>
    Math.floor((at * dataset.size) / count),
  );
  const parts: Uint32Array[] = [];
  for (let from = 0; from < count; from += batchSize) {
    parts.push(indices.subarray(from, from + batchSize));
  }
  const gathered = parts.map((part) => dataset.gather(part));
  const made = (values: readonly BatchValues[]) =>
    values.map((one, at) => toBatch(dataset, parts[at] as Uint32Array, one));
  return gathered.some((values) => values instanceof Promise)
    ? Promise.all(gathered).then(made)
    : made(gathered as BatchValues[]);
}
