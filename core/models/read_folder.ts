import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { tf } from "../../deps.ts";
import { z } from "../../deps.ts";
import { errorMessage, messageOf, TolariaError } from "../errors/mod.ts";
import type { JsonObject } from "../json.ts";
import { readSafetensors, type WeightArray } from "../safetensors/mod.ts";
import { VERSION } from "../version.ts";
import { INFO, TOKENIZER_FILE, TOPOLOGY, WEIGHTS_BY_NAME } from "./file_names.ts";
import { decodeLayers, type LayersTopology } from "./model_files.ts";
import { MODEL_FORMAT, MODEL_VERSION, type ModelInfo, ModelInfoSchema } from "./model_info.ts";
import { recoverFolder, sha256 } from "./write_folder.ts";

/** The files of a model folder, read and found whole. */
export interface ModelFolder {
  /** Where it is. */
  readonly directory: string;
  /** What its `tolaria.json` says; undefined if another tool wrote the folder. */
  readonly info: ModelInfo | undefined;
  readonly topology: LayersTopology;
  /** Topology and weights, in the order of the topology. */
  readonly files: readonly FolderFile[];
  /** What makes ids of text; undefined if the model is none of text. */
  readonly tokenizer?: { readonly file: FolderFile; readonly json: JsonObject };
}

/** A file of a model folder. */
export interface FolderFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Largest tokenizer, bytes: several times those of the largest vocabularies. */
const MAX_TOKENIZER_BYTES = 2 ** 27;

/**
 * Reads a model folder and verifies the hash of each file. A folder that another tool wrote for stock tfjs has none.
 *
 * @throws {TolariaError} `model/missing` if there is none, `model/corrupt` if a file is damaged or missing,
 * `model/invalid` if it is of another form or of a later version.
 */
export async function readModelFolder(directory: string): Promise<ModelFolder> {
  const info = await openFolder(directory);
  if (info?.contents === "weights") {
    throw invalid(
      `it holds the weights of "${info.host}", which is a function and not made of layers: load them with loadWeights(host, directory), or start from them with functionHost({ from: directory })`,
      directory,
    );
  }
  const bytes = await readVerified(directory, TOPOLOGY, info);
  const topology = topologyIn(directory, bytes);
  const files = [{ name: TOPOLOGY, bytes }];
  for (const name of topology.weightsManifest.flatMap((group) => group.paths)) {
    files.push({ name, bytes: await readVerified(directory, name, info) });
  }
  const tokenizer = info && (await readTokenizer(directory, info));
  return { directory, info, topology, files, ...(tokenizer && { tokenizer }) };
}

async function readTokenizer(
  directory: string,
  info: ModelInfo,
): Promise<ModelFolder["tokenizer"] | undefined> {
  const name = TOKENIZER_FILE;
  if (!Object.hasOwn(info.hashes, name)) return undefined;
  const { size } = statSync(join(directory, name), { throwIfNoEntry: false }) ?? { size: 0 };
  if (size > MAX_TOKENIZER_BYTES) {
    throw invalid(`its ${name} has ${size} bytes, more than ${MAX_TOKENIZER_BYTES}`, directory);
  }
  const bytes = await readVerified(directory, name, info);
  const json = parseJson(directory, name, bytes);
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw invalid(`its ${name} is no record`, directory);
  }
  return { file: { name, bytes }, json: json as JsonObject };
}

/**
 * Reads the weights of a network that is not made of layers, by name, and verifies the hash of the file.
 *
 * @throws {TolariaError} `model/missing` if there is no such folder, `model/corrupt` if the file is damaged or missing,
 * `model/invalid` if the folder holds layers or is of a later version.
 */
export async function readWeightsFolder(
  directory: string,
): Promise<ReadonlyMap<string, WeightArray>> {
  const info = await openFolder(directory);
  if (info?.contents !== "weights") {
    throw invalid(
      "it holds a model made of layers: load it with loadModel(directory) or layersModel({ from: directory })",
      directory,
    );
  }
  return readSafetensors(await readVerified(directory, WEIGHTS_BY_NAME, info));
}

/** Returns what a folder says of itself, if Tolaria wrote it. */
async function openFolder(directory: string): Promise<ModelInfo | undefined> {
  recoverFolder(directory);
  checkPlace(directory);
  return existsSync(join(directory, INFO)) ? await readInfo(directory) : undefined;
}

/** Builds the model of a folder on the current backend. The caller disposes it. @throws {TolariaError} `model/invalid`. */
export function modelIn({ directory, topology, files }: ModelFolder): Promise<tf.LayersModel> {
  const weights = Buffer.concat(files.slice(1).map(({ bytes }) => bytes));
  return decodeLayers(topology, weights, directory);
}

function checkPlace(directory: string): void {
  if (!existsSync(directory)) throw missing(`there is no "${directory}"`, directory);
  if (!statSync(directory).isDirectory()) {
    throw missing(`"${directory}" is a file and no folder`, directory);
  }
  if (existsSync(join(directory, TOPOLOGY)) || existsSync(join(directory, INFO))) return;
  throw missing(
    `"${directory}" has neither ${INFO} nor ${TOPOLOGY}: save a model there by trainer.save() or "tolaria train --save"`,
    directory,
  );
}

async function readInfo(directory: string): Promise<ModelInfo> {
  const json = parseJson(directory, INFO, await readVerified(directory, INFO, undefined));
  const { format, version, tolaria } = (json ?? {}) as Partial<Record<keyof ModelInfo, unknown>>;
  if (format !== MODEL_FORMAT) {
    throw invalid(`"format" in its ${INFO} must be "${MODEL_FORMAT}"`, directory);
  }
  if (typeof version === "number" && version > MODEL_VERSION) {
    throw invalid(
      `its form has version ${version}, and Tolaria ${VERSION} reads up to ${MODEL_VERSION}: install Tolaria ${tolaria} or later`,
      directory,
    );
  }
  const parsed = ModelInfoSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw invalid(`its ${INFO} is not valid:\n${z.prettifyError(parsed.error)}`, directory);
}

function topologyIn(directory: string, bytes: Uint8Array): LayersTopology {
  const json = parseJson(directory, TOPOLOGY, bytes) as Partial<LayersTopology> & {
    readonly format?: string;
  };
  if (json?.format === "graph-model") {
    throw invalid(
      `its ${TOPOLOGY} is a graph model, which cannot be trained or evaluated here: save it as a layers model`,
      directory,
    );
  }
  if (json?.modelTopology && Array.isArray(json.weightsManifest)) return json as LayersTopology;
  throw invalid(
    `its ${TOPOLOGY} has no "modelTopology" and "weightsManifest": it is no layers model of tfjs`,
    directory,
  );
}

function parseJson(directory: string, name: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw corrupt(`"${name}" is no JSON (${messageOf(error)})`, directory, error);
  }
}

async function readVerified(
  directory: string,
  name: string,
  info: ModelInfo | undefined,
): Promise<Uint8Array> {
  const bytes = await readFile(pathIn(directory, name)).catch((error) => {
    throw corrupt(`"${name}" cannot be read (${messageOf(error)})`, directory, error);
  });
  const expected = info?.hashes[name];
  const found = info && sha256(bytes);
  if (expected === found || !info) return bytes;
  if (expected === undefined) throw corrupt(`${INFO} has no hash of "${name}"`, directory);
  throw corrupt(
    `the sha256 of "${name}" must be ${expected}, but is ${found}: copy the folder again, or save the model again`,
    directory,
  );
}

/** Path of a file that the folder's own files name, which anybody can have written. */
function pathIn(directory: string, name: string): string {
  if (/^[\w.-]+$/.test(name) && !name.startsWith(".")) return join(directory, name);
  throw invalid(`its files must lie in it, but one is called ${JSON.stringify(name)}`, directory);
}

function missing(reason: string, directory: string): TolariaError {
  return new TolariaError("model/missing", errorMessage(reason, `load the model "${directory}"`));
}

function invalid(reason: string, directory: string): TolariaError {
  return new TolariaError("model/invalid", errorMessage(reason, `load the model "${directory}"`));
}

function corrupt(reason: string, directory: string, cause?: unknown): TolariaError {
  return new TolariaError("model/corrupt", errorMessage(reason, `load the model "${directory}"`), {
    cause,
  });
}
