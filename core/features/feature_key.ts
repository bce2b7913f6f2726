import { createHash } from "node:crypto";
import type { BatchValues, DataSplits, Dataset } from "../ports/dataset.ts";
import type { FeatureBase } from "../ports/feature_base.ts";

/** Version of the form of the cached rows. */
const VERSION = 1;

/** Examples that are looked at, spread over the data, where its files are known by a fingerprint. */
const SAMPLES = 16;

/** Examples that are hashed at a time. */
const CHUNK = 256;

/**
 * Names what the features of a split follow from: the base, and the data. Data without a fingerprint are hashed whole,
 * others by a few of their examples and the fingerprint.
 */
export async function featureKey(
  base: FeatureBase,
  splits: DataSplits,
  split: string,
  dataset: Dataset,
): Promise<string> {
  const { size, inputs, targets, weights } = dataset;
  const { fingerprint, preparation } = splits;
  const facts = { VERSION, base: base.key, split, size, inputs, targets, weights };
  const hash = createHash("sha256").update(JSON.stringify({ ...facts, fingerprint, preparation }));
  const step = fingerprint === undefined ? 1 : Math.max(1, Math.floor(size / SAMPLES));
  for (let from = 0; from < size; from += CHUNK * step) {
    const count = Math.min(CHUNK, Math.ceil((size - from) / step));
    const indices = Uint32Array.from({ length: count }, (_, at) => from + at * step);
    hashValues(hash, await dataset.gather(indices));
  }
  return `${split}-${hash.digest("hex").slice(0, 32)}`;
}

function hashValues(
  hash: ReturnType<typeof createHash>,
  { inputs, targets, weights }: BatchValues,
): void {
  for (const { buffer, byteOffset, byteLength } of [
    ...inputs,
    ...targets,
    ...(weights ? [weights] : []),
  ]) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
}
