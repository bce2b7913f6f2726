import {
  type Column,
  DATA_SOURCE,
  type DataSource,
  type DataSplits,
  parseOptions,
  TolariaError,
} from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { openStreams, type RowReader, type Stream, toColumns } from "../_stream/mod.ts";
import { columnOf, readElement } from "./element.ts";
import { ElementRows } from "./element_rows.ts";
import {
  type CheckedTfDataOptions,
  type TfDataExamples,
  type TfDataOptions,
  TfDataSchema,
} from "./options.ts";

interface Columns {
  readonly inputs: readonly Column[];
  readonly targets: readonly Column[];
}

class TfData implements DataSource {
  readonly name = "tf-data";
  readonly #options: CheckedTfDataOptions;

  constructor(options: CheckedTfDataOptions) {
    this.#options = options;
  }

  async open(): Promise<DataSplits> {
    const { validation, test } = this.#options;
    const columns = await this.#columns();
    return openStreams({
      train: this.#stream("the dataset", this.#options, columns),
      ...(validation && {
        validation: this.#stream("the validation's dataset", validation, columns),
      }),
      ...(test && { test: this.#stream("the test's dataset", test, columns) }),
    });
  }

  /** Columns as the user names them, or as the first element has them. */
  async #columns(): Promise<Columns> {
    const { batched, dataset, inputs, targets } = this.#options;
    if (inputs && targets) return { inputs: toColumns(inputs), targets: toColumns(targets) };
    const { done, value } = await (await dataset.iterator()).next();
    if (done) throw new TolariaError("data/invalid", "The dataset has no elements.");
    const element = await readElement(value);
    const inferred = (part: "inputs" | "targets") =>
      Object.fromEntries(element[part].map((found) => [found.name, columnOf(found, batched)]));
    return {
      inputs: toColumns(inputs ?? inferred("inputs")),
      targets: toColumns(targets ?? inferred("targets")),
    };
  }

  #stream(name: string, { dataset, examples }: TfDataExamples, columns: Columns): Stream {
    return {
      name,
      size: examples,
      ...columns,
      open: async (): Promise<RowReader> => {
        const source = await dataset.iterator();
        const rows = new ElementRows(columns, this.#options.batched);
        return { source, next: () => rows.next(source), close: () => {} };
      },
    };
  }
}

/**
 * Trains on a `tf.data.Dataset` whose elements are `{ xs, ys }`, as `model.fitDataset` takes it.
 *
 * An epoch is a number of examples, in the dataset's order; they are batched again in the trainer's size. A run resumes
 * by skipping the examples before its place in the epoch, which is exact only if the dataset repeats itself.
 */
export function tfData(options: TfDataOptions): ContainerModule {
  const checked = parseOptions("make tfData", TfDataSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(DATA_SOURCE).toConstantValue(new TfData(checked));
  });
}
