import {
  DATA_SOURCE,
  type DataSource,
  type DataSplits,
  parseOptions,
  TolariaError,
} from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { augmented } from "../_augment/mod.ts";
import {
  checkColumns,
  type MemoryColumn,
  sharesOf,
  splitByFraction,
  wholeSplit,
} from "../_memory/mod.ts";
import {
  type ArrayColumn,
  type ArrayExamples,
  type ArraysOptions,
  ArraysSchema,
} from "./options.ts";

class Arrays implements DataSource {
  readonly name = "arrays";
  readonly #options: ArraysOptions;

  constructor(options: ArraysOptions) {
    this.#options = options;
  }

  async open(seed: number): Promise<DataSplits> {
    const { train, ...others } = this.#split(seed);
    return { ...others, train: augmented(train, this.#options.augment) };
  }

  #split(seed: number): DataSplits {
    const { validation, test } = this.#options;
    const columns = columnsOf("arrays", this.#options);
    const own = (part: string, examples: number | ArrayExamples | undefined) => {
      if (typeof examples !== "object") return undefined;
      const others = columnsOf(`the ${part} arrays`, examples);
      for (const kind of ["inputs", "targets"] as const) {
        sameColumns(part, columns[kind], others[kind]);
      }
      return { [part]: wholeSplit(others) };
    };
    return {
      ...splitByFraction("arrays", columns, sharesOf({ validation, test }), seed),
      ...own("validation", validation),
      ...own("test", test),
    };
  }
}

function columnsOf(source: string, { inputs, targets }: ArrayExamples) {
  const columns = {
    inputs: Object.entries(inputs).map(toColumn),
    targets: Object.entries(targets).map(toColumn),
  };
  return { ...columns, size: checkColumns(source, [...columns.inputs, ...columns.targets]) };
}

function toColumn([name, column]: [string, ArrayColumn]): MemoryColumn {
  const { values, shape = [], classes, scale } = column;
  const whole = classes !== undefined || values instanceof Int32Array;
  const dtype = column.dtype ?? (whole && scale === undefined ? "int32" : "float32");
  return {
    name,
    shape,
    dtype,
    ...(classes !== undefined && { classes }),
    ...(scale !== undefined && { scale }),
    values: ArrayBuffer.isView(values) ? values : stored(values, dtype),
  };
}

/** Stores a list in the smallest type that holds it. Fractions are kept, so that the check can name them. */
function stored(
  values: readonly number[],
  dtype: MemoryColumn["dtype"],
): Int32Array | Float32Array | Float64Array {
  if (dtype === "float32") return Float32Array.from(values);
  const whole = values.every((value) => (value | 0) === value);
  return whole ? Int32Array.from(values) : Float64Array.from(values);
}

function sameColumns(
  part: string,
  train: readonly MemoryColumn[],
  others: readonly MemoryColumn[],
): void {
  const texts = [train, others].map((columns) => columns.map(describe).join("; "));
  if (texts[0] === texts[1]) return;
  throw new TolariaError(
    "data/invalid",
    `The columns of "${part}" must be ${texts[0]}, but is ${texts[1]}. Cannot open arrays.`,
  );
}

function describe({ name, shape, dtype, classes }: MemoryColumn): string {
  const limit = classes === undefined ? "" : ` of ${classes} classes`;
  return `${name} ${dtype} [${shape.join(", ")}]${limit}`;
}

/**
 * Trains on examples in memory.
 *
 * @example
 * ```ts run
 * import { arrays } from "tolaria/data";
 *
 * const data = arrays({
 *   inputs: { point: { values: new Float32Array([0, 0, 0, 1, 1, 0, 1, 1]), shape: [2] } },
 *   targets: { xor: { values: [0, 1, 1, 0], classes: 2 } },
 * });
 * ```
 */
export function arrays(options: ArraysOptions): ContainerModule {
  const checked = parseOptions("make arrays", ArraysSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(DATA_SOURCE).toConstantValue(new Arrays(checked));
  });
}
