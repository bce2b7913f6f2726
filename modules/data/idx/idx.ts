import {
  DATA_SOURCE,
  type DataSource,
  type DataSplits,
  parseOptions,
  TolariaError,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { type Augment, AugmentSchema, augmented } from "../_augment/mod.ts";
import {
  checkColumns,
  type MemoryColumn,
  sharesOf,
  splitByFraction,
  wholeSplit,
} from "../_memory/mod.ts";
import { readIdx } from "./read_idx.ts";

/** A pair of IDX files, gzip-compressed or not. */
export interface IdxFiles {
  /** Path of the images: examples, height, width and, if there are any, channels. */
  readonly images: string;
  /** Path of the class numbers, one for each example. */
  readonly labels: string;
}

/** Images with classes from IDX files, the format of MNIST, Fashion-MNIST and EMNIST. */
export interface IdxOptions {
  /** Files to train on. */
  readonly train: IdxFiles;
  /** Number of classes, at least 1. @default 10 */
  readonly classes?: number;
  /** Separate files, or a share of `train` to set apart, greater than 0 and less than 1. @default none */
  readonly validation?: IdxFiles | number;
  /** Separate files, or a share of `train`, that the run is measured on at its end. @default none */
  readonly test?: IdxFiles | number;
  /** Factor by which stored values are multiplied. @default 1 / 255 */
  readonly scale?: number;
  /** Changes training examples at random, differently in each epoch. @default none */
  readonly augment?: Augment;
}

const FilesSchema = z.strictObject({ images: z.string().min(1), labels: z.string().min(1) });

interface CheckedIdxOptions extends Required<Omit<IdxOptions, "validation" | "test" | "augment">> {
  readonly validation?: IdxFiles | number | undefined;
  readonly test?: IdxFiles | number | undefined;
  readonly augment?: Augment | undefined;
}

const IdxSchema: z.ZodType<CheckedIdxOptions> = z.strictObject({
  train: FilesSchema,
  classes: z.int().min(1).default(10),
  validation: z.union([z.number().gt(0).lt(1), FilesSchema]).optional(),
  test: z.union([z.number().gt(0).lt(1), FilesSchema]).optional(),
  scale: z.number().default(1 / 255),
  augment: AugmentSchema.optional(),
});

class Idx implements DataSource {
  readonly name = "idx";
  readonly #options: CheckedIdxOptions;

  constructor(options: CheckedIdxOptions) {
    this.#options = options;
  }

  async open(seed: number): Promise<DataSplits> {
    const { train, ...others } = await this.#split(seed);
    return { ...others, train: augmented(train, this.#options.augment) };
  }

  async #split(seed: number): Promise<DataSplits> {
    const { train, validation, test } = this.#options;
    const columns = await this.#read(train);
    const own = async (part: string, files: IdxFiles | number | undefined) => {
      if (typeof files !== "object") return undefined;
      const others = await this.#read(files);
      const [shape, other] = [columns, others].map(({ inputs }) => inputs[0]?.shape.join(", "));
      if (shape === other) return { [part]: wholeSplit(others) };
      throw new TolariaError(
        "data/invalid",
        `Images must have the shape [${shape}] of those in "${train.images}", but have [${other}]. Cannot open "${files.images}".`,
      );
    };
    return {
      ...splitByFraction(train.images, columns, sharesOf({ validation, test }), seed),
      ...(await own("validation", validation)),
      ...(await own("test", test)),
    };
  }

  async #read({ images, labels }: IdxFiles) {
    const [pixels, classes] = await Promise.all([readIdx(images), readIdx(labels)]);
    const inputs: MemoryColumn[] = [
      {
        name: "image",
        shape: imageShape(images, pixels.shape),
        dtype: "float32",
        scale: this.#options.scale,
        values: pixels.values,
      },
    ];
    const targets: MemoryColumn[] = [
      {
        name: "label",
        shape: labelShape(labels, classes.shape),
        dtype: "int32",
        classes: this.#options.classes,
        values: classes.values,
      },
    ];
    const source = `"${images}" and "${labels}"`;
    return { inputs, targets, size: checkColumns(source, [...inputs, ...targets]) };
  }
}

/** Shape of one image, with an axis of channels. */
function imageShape(path: string, shape: readonly number[]): readonly number[] {
  if (shape.length === 3) return [...shape.slice(1), 1];
  if (shape.length === 4) return shape.slice(1);
  throw wrongAxes(path, "3 or 4", shape);
}

function labelShape(path: string, shape: readonly number[]): readonly number[] {
  if (shape.length === 1) return [];
  throw wrongAxes(path, "1", shape);
}

function wrongAxes(path: string, axes: string, shape: readonly number[]): TolariaError {
  return new TolariaError(
    "data/invalid",
    `"${path}" must have ${axes} axes, but has the shape [${shape.join(", ")}]. Cannot open it.`,
  );
}

/** Trains on images and classes in IDX files. */
export function idx(options: IdxOptions): ContainerModule {
  const checked = parseOptions("make idx", IdxSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(DATA_SOURCE).toConstantValue(new Idx(checked));
  });
}
