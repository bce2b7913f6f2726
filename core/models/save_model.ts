import type { tf } from "../../deps.ts";
import { jsonSafe } from "../json.ts";
import { type WeightArray, writeSafetensors } from "../safetensors/mod.ts";
import { VERSION } from "../version.ts";
import { INFO, TOKENIZER_FILE, WEIGHTS_BY_NAME } from "./file_names.ts";
import { encodeLayers } from "./model_files.ts";
import {
  MODEL_FORMAT,
  MODEL_VERSION,
  type ModelDescription,
  type ModelInfo,
  type SavedColumn,
} from "./model_info.ts";
import { sha256, writeModelFolder } from "./write_folder.ts";

/**
 * Writes `model` to a model folder, all of it or nothing. A model folder that is there is replaced.
 *
 * @param description What else is known of it, for whoever loads it.
 * @returns What was written as `tolaria.json`.
 * @throws {TolariaError} `model/refused` if the folder cannot be written, or is none that Tolaria wrote;
 * `model/invalid` if two weights have the same name.
 */
export async function saveModelFolder(
  model: tf.LayersModel,
  directory: string | undefined,
  description: ModelDescription = {},
): Promise<ModelInfo> {
  const classes = classesOf(description.targets ?? []);
  const files = await encodeLayers(model, { tolaria: VERSION, ...(classes && { classes }) });
  return writeWithInfo(directory, { ...files }, { host: model.name, ...description });
}

/**
 * Writes the weights of a network that is not made of layers to a model folder, as {@link saveModelFolder} does.
 *
 * @throws {TolariaError} `model/refused`.
 */
export function saveWeightsFolder(
  weights: ReadonlyMap<string, WeightArray>,
  directory: string | undefined,
  description: ModelDescription & Pick<ModelInfo, "host">,
): Promise<ModelInfo> {
  const bytes = writeSafetensors(weights, { format: "tfjs", model: description.host });
  const files = { [WEIGHTS_BY_NAME]: bytes };
  return writeWithInfo(directory, files, { ...description, contents: "weights" });
}

async function writeWithInfo(
  directory: string | undefined,
  network: Readonly<Record<string, Uint8Array>>,
  { tokenizer, ...description }: ModelDescription & Pick<ModelInfo, "host" | "contents">,
): Promise<ModelInfo> {
  const files = {
    ...network,
    ...(tokenizer && { [TOKENIZER_FILE]: encode(JSON.stringify(tokenizer)) }),
  };
  const info: ModelInfo = {
    format: MODEL_FORMAT,
    version: MODEL_VERSION,
    tolaria: VERSION,
    weights: "last",
    seeds: [],
    ...description,
    inputs: (description.inputs ?? []).map(columnOf),
    targets: (description.targets ?? []).map(columnOf),
    hashes: Object.fromEntries(
      Object.entries(files).map(([name, bytes]) => [name, sha256(bytes as Uint8Array)]),
    ),
  };
  const text = `${JSON.stringify(jsonSafe(info), undefined, 2)}\n`;
  if (directory !== undefined)
    await writeModelFolder(directory, { ...files, [INFO]: encode(text) });
  return info;
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** What is written of a column, which may hold its values too. */
function columnOf({ name, shape, dtype, classes, categories }: SavedColumn): SavedColumn {
  return {
    name,
    shape,
    dtype,
    ...(classes !== undefined && { classes }),
    ...(categories && { categories }),
  };
}

/** Names of the classes of each target that has such, for browsers. */
function classesOf(targets: readonly SavedColumn[]): Record<string, readonly string[]> | undefined {
  const named = targets.flatMap(({ name, categories }): [string, readonly string[]][] =>
    categories ? [[name, categories]] : [],
  );
  return named.length > 0 ? Object.fromEntries(named) : undefined;
}
