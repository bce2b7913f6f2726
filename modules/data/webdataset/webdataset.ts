import { DATA_SOURCE, parseOptions } from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import {
  type CheckedTableOptions,
  FilesSchema,
  type TableSourceOptions,
  tableSource,
  tableSourceShape,
} from "../_table/mod.ts";
import type { TarRequest } from "../_tar/mod.ts";
import { expandBraces } from "./expand_braces.ts";

/** Tar shards, and what is trained on of their samples. */
export interface WebdatasetOptions extends TableSourceOptions {
  /** Paths of the shards, with ranges and lists in braces: `train-{000..099}.tar`. */
  readonly shards: string | readonly string[];
}

interface CheckedWebdatasetOptions extends CheckedTableOptions {
  readonly shards: string | readonly string[];
}

const WebdatasetSchema: z.ZodType<CheckedWebdatasetOptions> = z.strictObject({
  ...tableSourceShape,
  shards: FilesSchema,
});

/**
 * Trains on the samples of tar shards: consecutive files whose paths are the same up to the first dot of the name, such as
 * `0001.jpg`, `0001.cls` and `0001.json`. They are read where they lie, in runs of neighbours, by workers.
 *
 * Fields are the extensions: `cls`, `count`, `id` and `index` hold whole numbers, `txt`, `text` and `transcript` text,
 * `json.caption` is what a JSON file has under `caption`, and others are bytes, for `image({ field: "jpg" })`. The field
 * `key` is the path without the extension.
 *
 * Opening fails with `data/invalid` or `data/corrupt`, which name shard, sample and byte offset. Archives that are compressed
 * or cut off, paths that lead outside, and files that are there twice are refused.
 *
 * @see {@link https://github.com/webdataset/webdataset WebDataset}
 *
 * @example
 * ```ts
 * import { category, image, webdataset } from "tolaria/data";
 *
 * const data = webdataset({
 *   shards: "train-{000..099}.tar",
 *   inputs: { image: image({ field: "jpg", size: [64, 64] }) },
 *   targets: { label: category({ field: "cls" }) },
 *   validation: "validation-{000..004}.tar",
 * });
 * ```
 */
export function webdataset(options: WebdatasetOptions): ContainerModule {
  const { shards, ...checked } = parseOptions("make webdataset", WebdatasetSchema, options);
  const table = { ...checked, ...expanded(checked) };
  const request = (files: readonly string[], cache: string | false): TarRequest => {
    return { kind: "tar", files, cache };
  };
  const files = expand(shards);
  return new ContainerModule(({ bind }) => {
    bind(DATA_SOURCE).toConstantValue(
      tableSource({ name: "webdataset", files, options: table, request }),
    );
  });
}

function expand(paths: string | readonly string[]): readonly string[] {
  return [paths].flat().flatMap(expandBraces);
}

function expanded({
  validation,
  test,
}: CheckedTableOptions): Pick<CheckedTableOptions, "validation" | "test"> {
  const part = (given: CheckedTableOptions["validation"]) =>
    given === undefined || typeof given === "number" ? given : expand(given);
  return { validation: part(validation), test: part(test) };
}
