import { TolariaError, unknownName } from "../../core/mod.ts";
import { tf } from "../../deps.ts";
import { FORMATS } from "./formats/formats.ts";
import type { LoadedModel } from "./loaded_model.ts";

/** How a model is exported. */
export interface ExportOptions {
  /** Name of the format: `layers` is a model folder, which stock tfjs loads in browsers and elsewhere. */
  readonly format: string;
}

/**
 * Writes a model in another format: all of it or nothing.
 *
 * @param model A loaded model, or any tfjs `LayersModel`.
 * @throws {TolariaError} `options/invalid` for an unknown format, `model/invalid` for a layer that the format has no
 * mapping for, `model/refused` if `path` cannot be written.
 */
export async function exportModel(
  model: LoadedModel | tf.LayersModel,
  path: string,
  { format }: ExportOptions,
): Promise<void> {
  const writer = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (!writer) {
    throw new TolariaError(
      "options/invalid",
      `${unknownName("format", format, Object.keys(FORMATS))} Cannot export the model.`,
    );
  }
  const [layers, info] = model instanceof tf.LayersModel ? [model, {}] : [model.model, model.info];
  const { hashes: _, ...known } = { ...info, hashes: undefined };
  await writer.write(layers, known, path);
}
