import type { tf } from "../../deps.ts";
import { namedWeights } from "../layers/mod.ts";
import type { Host, ModelCopyOptions } from "../ports/host.ts";
import type { WeightArray } from "../safetensors/mod.ts";
import { disposeModel } from "./dispose_model.ts";
import type { ModelDescription, ModelInfo } from "./model_info.ts";
import { saveModelFolder, saveWeightsFolder } from "./save_model.ts";

/** A copy of a network at one moment, which training leaves alone. */
export interface NetworkCopy {
  /** Writes it to a model folder; only says what it would write if there is none. */
  save(
    directory: string | undefined,
    description: ModelDescription & Pick<ModelInfo, "host">,
  ): Promise<ModelInfo>;
  /** Releases its tensors. */
  dispose(): void;
}

/** Copies a network as layers, or its weights by name if it is not made of layers. */
export function copyNetwork(host: Host, options: ModelCopyOptions = {}): NetworkCopy {
  const model = host.toModel?.(options);
  if (model) {
    return {
      save: (directory, description) => saveModelFolder(model, directory, description),
      dispose: () => disposeModel(model),
    };
  }
  const weights = weightArrays(host, options);
  return {
    save: (directory, description) => saveWeightsFolder(weights, directory, description),
    dispose: () => {},
  };
}

/** Numbers of the weights by name; those of seeds that have grown follow. */
function weightArrays(
  { parameters, buffers }: Host,
  { weights, grown = new Map() }: ModelCopyOptions,
): ReadonlyMap<string, WeightArray> {
  const own = [...parameters, ...buffers].map(({ name, variable }) => [name, variable] as const);
  const seeds = [...grown.values()].flatMap(({ name: seed, model }) =>
    namedWeights(model).map(({ name, weight }) => [`${seed}/${name}`, weight.read()] as const),
  );
  return new Map(
    [...own, ...seeds].map(([name, now]) => [name, arrayOf(weights?.get(name) ?? now)]),
  );
}

/** A copy of the numbers: backends may go on to write where they lie. */
function arrayOf(tensor: tf.Tensor): WeightArray {
  return { shape: tensor.shape, data: tensor.dataSync<"float32">().slice() as Float32Array };
}
