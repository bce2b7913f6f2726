import { matchColumns } from "../data/match_columns.ts";
import { toBatch } from "../data/to_batch.ts";
import { TolariaError } from "../errors/mod.ts";
import type { Column, DataSplits, Dataset, OpenContext } from "../ports/dataset.ts";
import type { FeatureBase } from "../ports/feature_base.ts";
import type { DataReport } from "../ports/reports/data_report.ts";
import { FeatureDataset } from "./feature_dataset.ts";
import { FeatureFile } from "./feature_file.ts";
import { featureKey } from "./feature_key.ts";
import { type CachedColumns, FeatureRows } from "./feature_rows.ts";
import { refuseAugmented } from "./refuse_augmented.ts";

/** Examples that go through the base at once. */
const BATCH = 64;

/** Batches after which what is there is made to outlive the process. */
const COMMIT_EVERY = 32;

/**
 * Computes the features of every example once, into files that later runs find again, and returns the examples with
 * their features as the only input. A run that was killed goes on where its last count of rows was written.
 *
 * In memory are a batch of examples and one of features, however large the files grow.
 *
 * @throws {TolariaError} `data/invalid` for examples that change from epoch to epoch; `data/corrupt` for a damaged file.
 */
export async function cacheFeatures(
  base: FeatureBase,
  splits: DataSplits,
  options: OpenContext = {},
): Promise<DataSplits> {
  const files: FeatureFile[] = [];
  const cached = async (name: string, dataset: Dataset) => {
    const made = await cacheSplit(base, splits, name, dataset, options);
    files.push(made.file);
    return made.dataset;
  };
  try {
    await refuseAugmented(splits.train);
    const { train, validation, test } = splits;
    return {
      ...(splits.preparation && { preparation: splits.preparation }),
      ...(splits.tokenizer && { tokenizer: splits.tokenizer }),
      ...(splits.fingerprint !== undefined && { fingerprint: splits.fingerprint }),
      ...(splits.describe && { describe: () => splits.describe?.() as DataReport }),
      train: await cached("train", train),
      ...(validation && { validation: await cached("validation", validation) }),
      ...(test && { test: await cached("test", test) }),
      dispose: async () => {
        await closeAll(files);
        await splits.dispose?.();
      },
    };
  } catch (error) {
    await closeAll(files);
    throw error;
  }
}

async function closeAll(files: readonly FeatureFile[]): Promise<void> {
  for (const file of files) await file.close();
}

async function cacheSplit(
  base: FeatureBase,
  splits: DataSplits,
  name: string,
  dataset: Dataset,
  options: OpenContext,
): Promise<{ readonly file: FeatureFile; readonly dataset: FeatureDataset }> {
  const features: Column = { name: "features", shape: base.shape, dtype: "float32" };
  const { targets, weights } = dataset;
  const columns: CachedColumns = { inputs: [features], targets, weights };
  const key = await featureKey(base, splits, name, dataset);
  const file = await FeatureFile.open(base.directory, key, new FeatureRows(columns).bytes);
  try {
    await fill(base, dataset, columns, file, { ...options, name });
    return { file, dataset: new FeatureDataset(file, columns, dataset.inputs) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Computes the rows that a file lacks. */
async function fill(
  base: FeatureBase,
  dataset: Dataset,
  columns: CachedColumns,
  file: FeatureFile,
  { name, onProgress, signal }: OpenContext & { readonly name: string },
): Promise<void> {
  const order = matchColumns({ kind: "input", names: base.inputNames }, dataset.inputs);
  const rows = new FeatureRows(columns);
  for (let batch = 1; file.rows < dataset.size; batch++) {
    if (signal?.aborted) throw interrupted(file.rows, dataset.size);
    const count = Math.min(BATCH, dataset.size - file.rows);
    const indices = Uint32Array.from({ length: count }, (_, at) => file.rows + at);
    const values = await dataset.gather(indices);
    const tensors = toBatch(dataset, indices, values);
    const features = base.extract(
      order.map((from) => tensors.inputs[from] as (typeof tensors.inputs)[number]),
    );
    tensors.dispose();
    const inputs = [features.dataSync<"float32">()];
    features.dispose();
    await file.append(rows.pack({ ...values, inputs }, count));
    if (batch % COMMIT_EVERY === 0) await file.commit();
    onProgress?.({
      action: "extract",
      name: `features of ${name}`,
      done: file.rows,
      total: dataset.size,
      unit: "records",
    });
  }
  await file.commit();
}

function interrupted(done: number, total: number): TolariaError {
  return new TolariaError(
    "run/interrupted",
    `The run was told to stop after the features of ${done} of ${total} examples: they are kept, and the next run goes on from there.`,
  );
}
