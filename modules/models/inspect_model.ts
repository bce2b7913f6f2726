import {
  disposeModel,
  type JsonObject,
  type ModelInfo,
  modelIn,
  readModelFolder,
  sha256,
} from "../../core/mod.ts";
import { tf } from "../../deps.ts";
import { tablePreparation } from "../data/_preparation/mod.ts";
import { isKnownTokenizer } from "../tokenizers/_forms/mod.ts";
import { restoreTokenizer } from "./restore_tokenizer.ts";

/** A layer of a model, for people. */
export interface LayerDigest {
  /** Name of the layer in its model. */
  readonly name: string;
  /** What kind of layer it is: `Conv2D`. */
  readonly className: string;
  /** Shape of its output: `[28, 28, 8]`. */
  readonly output: string;
  /** Numbers in its weights. */
  readonly parameters: number;
}

/** What is in a model folder. */
export interface ModelDigest {
  /** What its `tolaria.json` says, and how each column is prepared; undefined if another tool wrote the folder. */
  readonly info: (ModelInfo & { readonly prepared: Readonly<Record<string, string>> }) | undefined;
  /** What makes ids of text; undefined if the model is none of text. */
  readonly tokenizer: { readonly name: string; readonly size?: number } | undefined;
  /** Its layers, in the order of the model. */
  readonly layers: readonly LayerDigest[];
  /** Numbers in its weights: those that training changes, and the others. */
  readonly parameters: { readonly trained: number; readonly frozen: number };
  /** Its files; `verified` if the hash that was written is that of the file. */
  readonly files: readonly {
    readonly name: string;
    readonly sha256: string;
    readonly verified: boolean;
  }[];
}

/**
 * Describes a model folder once its hashes are verified. Needs no backend but tfjs's own.
 *
 * @throws {TolariaError} `model/*` as `loadModel`.
 */
export async function inspectModel(directory: string): Promise<ModelDigest> {
  const folder = await readModelFolder(directory);
  const { info } = folder;
  const tokenizer = folder.tokenizer && (await tokenizerIn(directory, folder.tokenizer.json));
  if (tf.getBackend() === undefined) await tf.setBackend("cpu");
  const model = await modelIn(folder);
  try {
    const layers = model.layers.map((layer) => ({
      name: layer.name,
      className: layer.getClassName(),
      output: shapeText(layer.outputShape),
      parameters: layer.countParams(),
    }));
    const size = (weights: readonly tf.LayerVariable[]) =>
      weights.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]), 0);
    return {
      info: info && { ...info, prepared: preparedText(info) },
      tokenizer,
      layers,
      parameters: {
        trained: size(model.trainableWeights),
        frozen: size(model.nonTrainableWeights),
      },
      files: [...folder.files, ...(folder.tokenizer ? [folder.tokenizer.file] : [])].map(
        ({ name, bytes }) => ({
          name,
          sha256: sha256(bytes),
          verified: info !== undefined,
        }),
      ),
    };
  } finally {
    disposeModel(model);
  }
}

/** Name and size of a tokenizer; only the name of one of the user's own. */
async function tokenizerIn(directory: string, json: JsonObject): Promise<ModelDigest["tokenizer"]> {
  if (!isKnownTokenizer(json)) return { name: String(json.kind ?? json.name ?? "own") };
  const { name, size } = await restoreTokenizer(directory, json);
  return { name, size };
}

function preparedText({ preparation }: ModelInfo): Readonly<Record<string, string>> {
  const columns = Object.entries(tablePreparation(preparation)?.describe() ?? {});
  return Object.fromEntries(
    columns.map(([name, { preparation: text, imputed, unknown }]) => [
      name,
      [
        text,
        ...(imputed === undefined ? [] : [`missing values are ${imputed}`]),
        ...(unknown ? [`${unknown} unknown`] : []),
      ].join(", "),
    ]),
  );
}

function shapeText(shape: tf.Shape | tf.Shape[]): string {
  const shapes = Array.isArray(shape[0]) ? (shape as tf.Shape[]) : [shape as tf.Shape];
  return shapes
    .map(
      (one) =>
        `[${one
          .slice(1)
          .map((size) => size ?? "any")
          .join(", ")}]`,
    )
    .join(", ");
}
