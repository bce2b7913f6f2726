import {
  DATA_SOURCE,
  type DataSource,
  type DataSplits,
  parseOptions,
  TolariaError,
} from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { type Part, RecordSplit } from "../_table/mod.ts";
import { ArrayColumn } from "./array_column.ts";
import { ArrayDataset } from "./array_dataset.ts";
import {
  type CheckedNumpyOptions,
  type NumpyExamples,
  type NumpyOptions,
  NumpySchema,
} from "./options.ts";

/** Bytes of a block of examples that are read from a disk. */
const BLOCK_BYTES = 2 ** 20;

type Columns = Readonly<Record<"inputs" | "targets", readonly ArrayColumn[]>>;

class Numpy implements DataSource {
  readonly name = "numpy";
  readonly #options: CheckedNumpyOptions;

  constructor(options: CheckedNumpyOptions) {
    this.#options = options;
  }

  async open(seed: number): Promise<DataSplits> {
    const opened: ArrayColumn[] = [];
    const close = () => {
      for (const { array } of opened) array.close();
    };
    try {
      return { ...this.#split(seed, opened), dispose: async () => close() };
    } catch (error) {
      close();
      throw error;
    }
  }

  #split(seed: number, opened: ArrayColumn[]): DataSplits {
    const columns = this.#open(this.#options, opened);
    const shares = { validation: this.#share("validation"), test: this.#share("test") };
    const split = splitOf(columns, shares, seed);
    const own = (part: "validation" | "test"): ArrayDataset | undefined => {
      const option = this.#options[part];
      if (option === undefined) return undefined;
      if (typeof option === "number") return new ArrayDataset(columns, split, part);
      const others = this.#open(option, opened);
      for (const kind of ["inputs", "targets"] as const) {
        checkSame(part, columns[kind], others[kind]);
      }
      return new ArrayDataset(others, splitOf(others, NO_SHARES, seed), "train");
    };
    const [validation, test] = [own("validation"), own("test")];
    checkNotEmpty(split, shares);
    return {
      train: new ArrayDataset(columns, split, "train"),
      ...(validation && { validation }),
      ...(test && { test }),
      fingerprint: [...new Set(opened.map(({ array }) => array.fingerprint))].join("\n"),
    };
  }

  #open({ inputs, targets }: NumpyExamples, opened: ArrayColumn[]): Columns {
    const { memoryBytes } = this.#options;
    const open = (columns: NumpyExamples["inputs"]) =>
      Object.entries(columns).map(([name, column]) => {
        const made = ArrayColumn.open(name, column, memoryBytes);
        opened.push(made);
        return made;
      });
    const columns = { inputs: open(inputs), targets: open(targets) };
    checkSizes([...columns.inputs, ...columns.targets]);
    return columns;
  }

  #share(part: "validation" | "test"): number {
    const option = this.#options[part];
    return typeof option === "number" ? option : 0;
  }
}

const NO_SHARES = { validation: 0, test: 0 };

function splitOf(
  { inputs, targets }: Columns,
  shares: { readonly validation: number; readonly test: number },
  seed: number,
): RecordSplit {
  const all = [...inputs, ...targets];
  const size = (all[0] as ArrayColumn).size;
  const onDisk = all.filter(({ array }) => array.onDisk);
  const rowBytes = onDisk.reduce((sum, { array }) => sum + array.rowBytes, 0);
  const block = rowBytes > 0 ? Math.max(1, Math.floor(BLOCK_BYTES / rowBytes)) : size;
  return new RecordSplit(size, block, shares, seed);
}

function checkSizes(columns: readonly ArrayColumn[]): void {
  const [first, ...others] = columns as [ArrayColumn, ...ArrayColumn[]];
  const other = others.find(({ size }) => size !== first.size);
  if (!other) return;
  throw new TolariaError(
    "data/invalid",
    `Column "${other.name}" must have ${first.size} examples like column "${first.name}", but has ${other.size}. Cannot open "${other.array.name}".`,
  );
}

function checkSame(
  part: string,
  train: readonly ArrayColumn[],
  others: readonly ArrayColumn[],
): void {
  const text = (columns: readonly ArrayColumn[]) =>
    columns.map(({ name, shape, dtype }) => `${name} ${dtype} [${shape.join(", ")}]`).join("; ");
  if (text(train) === text(others)) return;
  throw new TolariaError(
    "data/invalid",
    `The columns of "${part}" must be ${text(train)}, but are ${text(others)}. Cannot open the arrays.`,
  );
}

function checkNotEmpty(
  split: RecordSplit,
  shares: { readonly validation: number; readonly test: number },
): void {
  const asked: Part[] = ["train"];
  for (const part of ["validation", "test"] as const) if (shares[part] > 0) asked.push(part);
  const empty = asked.find((part) => split.sizeOf(part) === 0);
  if (!empty) return;
  throw new TolariaError(
    "data/invalid",
    `There must be an example to ${empty === "train" ? "train on" : `put into ${empty}`}, but the shares leave none. Cannot open the arrays.`,
  );
}

/**
 * Trains on arrays of NumPy's in `.npy` and `.npz` files: of numbers of any type, in C's or Fortran's order. Large `.npy`
 * files are read as examples are gathered, and shuffled by blocks.
 *
 * @example
 * ```ts
 * import { numpy } from "tolaria/data";
 *
 * const data = numpy({
 *   inputs: { image: { file: "x_train.npy", scale: 1 / 255 } },
 *   targets: { label: { file: "y_train.npy", classes: 10 } },
 *   validation: 0.1,
 * });
 * ```
 */
export function numpy(options: NumpyOptions): ContainerModule {
  const checked = parseOptions("make numpy", NumpySchema, options);
  return new ContainerModule(({ bind }) => {
    bind(DATA_SOURCE).toConstantValue(new Numpy(checked));
  });
}
