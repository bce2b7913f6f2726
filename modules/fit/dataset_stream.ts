import { type BatchStream, type Column, messageOf, type StreamedBatch } from "../../core/mod.ts";
import { tf } from "../../deps.ts";
import type { MemoryColumn } from "../data/_memory/mod.ts";
import type { FitDataset, FitIterator } from "./dataset_options.ts";
import { weightColumn, withClassWeights } from "./example_weights.ts";
import { columnsOf, type Ends, type FitTensors, fail, tensorsFor } from "./examples.ts";

/** How the batches of a dataset are read. */
export interface StreamOptions {
  readonly inputs: Ends;
  readonly outputs: Ends;
  /** Weights of the classes of each output. */
  readonly classWeights: readonly (tf.ClassWeight | undefined)[];
  /** For each output, whether its examples have weights in the data. */
  readonly weighted: readonly boolean[];
  /** Batches in an epoch; undefined for all that the dataset has. */
  readonly batches: number | undefined;
  /** Whether the next epoch takes up the dataset where the last one left it. */
  readonly goesOn: boolean;
}

/** A batch as columns. */
interface ReadBatch {
  readonly inputs: readonly MemoryColumn[];
  readonly targets: readonly MemoryColumn[];
  readonly size: number;
}

/** The batches of a dataset of tf.data, or of anything that gives `{ xs, ys }` one after the other. */
export class DatasetStream implements BatchStream {
  readonly batchesPerEpoch: number | undefined;
  readonly replays: boolean;
  readonly #dataset: FitDataset;
  readonly #options: StreamOptions;
  /** What the next epoch begins with. */
  #open: { readonly iterator: FitIterator; first: ReadBatch | undefined } | undefined;
  #exhausted = false;

  constructor(dataset: FitDataset, options: StreamOptions) {
    const { size } = dataset;
    this.#dataset = dataset;
    this.#options = options;
    this.replays = !options.goesOn;
    const known = typeof size === "number" && Number.isFinite(size) ? size : undefined;
    this.batchesPerEpoch = options.batches ?? known;
  }

  /** Whether the dataset ended within an epoch that was to have more batches. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  /** Reads the first batch, which the first epoch begins with. @throws {TolariaError} `data/invalid`. */
  async peek(): Promise<{ inputs: readonly Column[]; targets: readonly Column[]; size: number }> {
    const iterator = await this.#dataset.iterator();
    const first = await this.#read(iterator);
    if (!first) fail("The dataset must have a batch, but is empty");
    this.#open = { iterator, first };
    const described = (columns: readonly MemoryColumn[]): Column[] =>
      columns.map(({ name, shape, dtype }) => ({ name, shape, dtype }));
    return {
      inputs: described(first.inputs),
      targets: described(first.targets),
      size: first.size,
    };
  }

  async *begin(): AsyncIterator<StreamedBatch> {
    const open = this.#open ?? { iterator: await this.#dataset.iterator(), first: undefined };
    this.#open = this.#options.goesOn ? open : undefined;
    const { batches } = this.#options;
    for (let done = 0; batches === undefined || done < batches; done++) {
      const batch = open.first ?? (await this.#read(open.iterator));
      open.first = undefined;
      if (!batch) {
        this.#exhausted = batches !== undefined;
        return;
      }
      const { inputs, targets, size } = batch;
      yield { size, inputs: inputs.map(valuesOf), targets: targets.map(valuesOf) };
    }
  }

  /** The next batch; undefined at the end. Disposes its tensors. */
  async #read(iterator: FitIterator): Promise<ReadBatch | undefined> {
    for (;;) {
      const { value, done } = await iterator.next();
      if (value !== null && value !== undefined) return this.#batchOf(value);
      if (done) return undefined;
    }
  }

  async #batchOf(value: unknown): Promise<ReadBatch> {
    const { inputs, outputs, classWeights, weighted } = this.#options;
    const { xs, ys } = value as { readonly xs?: FitTensors; readonly ys?: FitTensors };
    if (!xs || !ys) {
      fail(
        `A batch must be { xs, ys }, each a tensor, a list or tensors by name, but is ${kind(value)}`,
      );
    }
    try {
      const inputColumns = await columnsOf(inputs, tensorsFor(inputs, xs));
      const targets = await columnsOf(outputs, tensorsFor(outputs, ys));
      const size = sizeOf([...inputColumns, ...targets]);
      const ones = { shape: [], values: new Float32Array(size).fill(1) };
      const weights = targets.flatMap((target, at) =>
        weighted[at]
          ? [weightColumn(target.name, withClassWeights(ones, classWeights[at], target) ?? ones)]
          : [],
      );
      return { inputs: inputColumns, targets: [...targets, ...weights], size };
    } finally {
      tf.dispose(value as tf.TensorContainer);
    }
  }
}

function kind(value: unknown): string {
  return typeof value === "object"
    ? `an object of ${Object.keys(value as object).join(", ") || "nothing"}`
    : messageOf(value);
}

function sizeOf(columns: readonly MemoryColumn[]): number {
  const sizes = columns.map(({ shape, values }) => {
    const width = shape.reduce((product, extent) => product * extent, 1);
    return values.length / width;
  });
  const [size] = sizes as [number];
  const other = sizes.findIndex((one) => one !== size);
  if (other < 0) return size;
  return fail(
    `"${columns[other]?.name}" of a batch must have ${size} examples like "${columns[0]?.name}", but has ${sizes[other]}`,
  );
}

function valuesOf({ values, dtype }: MemoryColumn): Float32Array | Int32Array {
  return dtype === "int32" ? Int32Array.from(values) : Float32Array.from(values);
}
