import { errorMessage, unknownName } from "../../core/errors/mod.ts";
import { TolariaError } from "../../core/mod.ts";
import type { tf } from "../../deps.ts";
import { FORMATS } from "./formats/formats.ts";

/** How a model is imported. */
export interface ImportOptions {
  /** Name of the format: `keras` or `layers`. @default by what the path ends in; `layers` for a folder */
  readonly format?: string;
}

/**
 * Reads a model that was written in another format: a `.keras` file of Keras 3, or a folder of tfjs's.
 *
 * @returns A tfjs model to predict with or to train on; the caller disposes it.
 * @throws {TolariaError} `model/invalid` for a layer or an option that TensorFlow.js has not; it names both.
 * `model/missing`, `model/corrupt` if there is no such file. `options/invalid` for a format that is not read.
 *
 * @example
 * ```ts
 * import { importModel } from "tolaria/models";
 *
 * const network = await importModel("from_colab.keras");
 * network.summary();
 * ```
 */
export async function importModel(
  path: string,
  { format = formatOf(path) }: ImportOptions = {},
): Promise<tf.LayersModel> {
  const read = Object.hasOwn(FORMATS, format) ? FORMATS[format]?.read : undefined;
  if (read) return read(path);
  const known = Object.values(FORMATS).flatMap(({ name, read: reads }) => (reads ? name : []));
  throw new TolariaError(
    "options/invalid",
    errorMessage(unknownName("readable format", format, known), `read "${path}"`),
  );
}

/** The format whose files end like `path`; that of folders if none does. */
function formatOf(path: string): string {
  const found = Object.values(FORMATS).find(
    ({ extension }) => extension !== "" && path.endsWith(extension),
  );
  return found?.name ?? "layers";
}
