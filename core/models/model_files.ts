import { tf } from "../../deps.ts";
import { errorMessage, messageOf, TolariaError } from "../errors/mod.ts";
import { VERSION } from "../version.ts";
import { TOPOLOGY, WEIGHTS } from "./file_names.ts";

/** Layers and weights in tfjs's own format, by the names of their files. */
export interface LayersFiles {
  readonly [TOPOLOGY]: Uint8Array;
  readonly [WEIGHTS]: Uint8Array;
}

/**
 * Writes `model` in the format that stock tfjs loads. The same model gives the same bytes.
 *
 * @param metadata What `model.getUserDefinedMetadata()` returns where it is loaded.
 */
export async function encodeLayers(
  model: tf.LayersModel,
  metadata: Readonly<Record<string, unknown>> = {},
): Promise<LayersFiles> {
  checkNames(model);
  let files: LayersFiles | undefined;
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs = [], weightData }) => {
      const text = {
        format: "layers-model",
        generatedBy: `Tolaria ${VERSION}`,
        convertedBy: null,
        modelTopology,
        userDefinedMetadata: metadata,
        weightsManifest: [{ paths: [WEIGHTS], weights: weightSpecs }],
      };
      files = {
        [TOPOLOGY]: new TextEncoder().encode(`${JSON.stringify(text)}\n`),
        [WEIGHTS]: new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)),
      };
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    }),
  );
  return files as LayersFiles;
}

/** tfjs writes weights of one name and cannot load them. */
function checkNames(model: tf.LayersModel): void {
  const names = model.weights.map(({ originalName }) => originalName);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return;
  throw new TolariaError(
    "model/invalid",
    `Two weights are called "${twice}": give the layers names of their own, or save the host that has the model. Cannot save "${model.name}".`,
  );
}

/**
 * Makes a model of what {@link encodeLayers} or another tool wrote for stock tfjs.
 *
 * @param weights The files that the topology names, in its order, as one.
 * @param place What it comes from, for errors.
 * @throws {TolariaError} `model/invalid` if it is none, or if the weights do not fit.
 */
export async function decodeLayers(
  topology: LayersTopology,
  weights: Uint8Array,
  place: string,
): Promise<tf.LayersModel> {
  const { modelTopology, weightsManifest, userDefinedMetadata } = topology;
  const weightSpecs = weightsManifest.flatMap((group) => group.weights);
  const { buffer, byteOffset, byteLength } = weights;
  const weightData = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  const artifacts = { modelTopology, weightSpecs, weightData, userDefinedMetadata };
  try {
    return await tf.loadLayersModel(tf.io.fromMemory(artifacts as tf.io.ModelArtifacts));
  } catch (cause) {
    throw new TolariaError("model/invalid", errorMessage(reasonOf(cause), `load "${place}"`), {
      cause,
    });
  }
}

/** What is read of a `model.json`. */
export interface LayersTopology {
  readonly modelTopology: object;
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: readonly tf.io.WeightsManifestEntry[];
  }[];
  readonly userDefinedMetadata?: object | undefined;
}

/** The model's fault in fewer words than tfjs has for it, with the way out. */
function reasonOf(cause: unknown): string {
  const message = messageOf(cause);
  const [, layer] = message.match(/^Unknown layer: (\S+?)\./) ?? [];
  return layer === undefined
    ? message
    : `layer class "${layer}" is not known here: call tf.serialization.registerClass(${layer}) before`;
}
