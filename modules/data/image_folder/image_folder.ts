import {
  DATA_SOURCE,
  type DataSource,
  errorMessage,
  parseOptions,
  TolariaError,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { category } from "../_columns/mod.ts";
import type { ImageRecord, ImagesRequest, LinkRule } from "../_image_folder/mod.ts";
import type { TableJson } from "../_preparation/mod.ts";
import {
  type CheckedTableOptions,
  type TableSourceOptions,
  tableSource,
  tableSourceShape,
} from "../_table/mod.ts";
import { type FolderLayout, findLayout } from "./find_layout.ts";

/** A folder of images, and what is trained on of them. */
export interface ImageFolderOptions extends Omit<TableSourceOptions, "targets"> {
  /** Path of the folder. */
  readonly folder: string;
  /** What the network learns. @default `{ label: category() }`, the folder of an image as its class, in the order of names */
  readonly targets?: TableSourceOptions["targets"];
  /** The images and what is known of them, by the fields of each: what your own list says. @default those in the folder */
  readonly records?: readonly ImageRecord[];
  /** Whether symbolic links may lead out of the folder. @default "inside", they must not */
  readonly links?: LinkRule;
}

interface CheckedImageFolderOptions extends Omit<CheckedTableOptions, "targets"> {
  readonly folder: string;
  readonly targets?: TableJson["targets"] | undefined;
  readonly records?: readonly ImageRecord[] | undefined;
  readonly links: LinkRule;
}

const RecordSchema = z.custom<ImageRecord>(
  (record) => typeof (record as Partial<ImageRecord> | null)?.file_name === "string",
  `an object with a "file_name"`,
);

const ImageFolderSchema: z.ZodType<CheckedImageFolderOptions> = z.strictObject({
  ...tableSourceShape,
  targets: tableSourceShape.targets.optional(),
  folder: z.string().min(1),
  records: z.array(RecordSchema).min(1).readonly().optional(),
  links: z.enum(["inside", "anywhere"]).default("inside"),
});

/** Finds the layout when it is opened, then is a table of the images. */
class ImageFolder implements DataSource {
  readonly name = "image-folder";
  readonly #options: CheckedImageFolderOptions;

  constructor(options: CheckedImageFolderOptions) {
    this.#options = options;
  }

  async open(...context: Parameters<DataSource["open"]>): ReturnType<DataSource["open"]> {
    const { folder, records, links, ...options } = this.#options;
    const layout = findLayout(folder, records === undefined);
    const request = (files: readonly string[], cache: string | false): ImagesRequest => {
      return { kind: "images", files, cache, links, records };
    };
    const { validation, test } = this.#partsOf(layout);
    const targets = options.targets ?? this.#labels(layout);
    const table = { ...options, targets, validation, test };
    const { name } = this;
    return tableSource({ name, files: layout.train, options: table, request }).open(...context);
  }

  /** A part in a folder of its own cannot be a share of the training images too. */
  #partsOf(layout: FolderLayout): Pick<CheckedTableOptions, "validation" | "test"> {
    for (const part of ["validation", "test"] as const) {
      if (this.#options[part] === undefined || layout[part] === undefined) continue;
      throw this.#invalid(`there is a folder "${layout[part]}": leave "${part}" out`);
    }
    const { validation = layout.validation, test = layout.test } = this.#options;
    return { validation, test };
  }

  #labels({ classes, train }: FolderLayout): TableJson["targets"] {
    if (classes.length > 0 && this.#options.records === undefined) {
      return { label: category({ categories: classes }).toJSON() };
    }
    throw this.#invalid(
      `the images of "${train}" do not lie in folders of classes: say what the network learns with "targets"`,
    );
  }

  #invalid(reason: string): TolariaError {
    return new TolariaError("data/invalid", errorMessage(reason, `open "${this.#options.folder}"`));
  }
}

/**
 * Trains on images in a folder, decoded and augmented by workers. Three layouts are known:
 *
 * - `train/cat/1.jpg`, with folders `validation` and `test` beside `train`, or without them;
 * - `cat/1.jpg`, from which `validation` and `test` can set shares apart;
 * - images with a `metadata.csv` or `metadata.jsonl` that names each in `file_name`, or with `records` of your own.
 *
 * Fields are `image`, `file_name`, `label` (the class's folder) and those of the metadata.
 *
 * Opening fails with `data/invalid` or `data/corrupt`, which name the file.
 *
 * @example
 * ```ts
 * import { image, imageFolder } from "tolaria/data";
 *
 * const data = imageFolder({
 *   folder: "pets",
 *   inputs: { image: image({ size: [64, 64] }).flip() },
 *   validation: 0.2,
 * });
 * ```
 */
export function imageFolder(options: ImageFolderOptions): ContainerModule {
  const checked = parseOptions("make imageFolder", ImageFolderSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(DATA_SOURCE).toConstantValue(new ImageFolder(checked));
  });
}
