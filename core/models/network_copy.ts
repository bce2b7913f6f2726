import { tf } from "../../deps.ts";
import { fetchValues, readsLate } from "../late_reads/fetch_values.ts";
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
  const weights = readsLate() ? undefined : arraysOf(namedTensors(host, options));
  const held = weights ? new Map() : sharesOf(namedTensors(host, options));
  return {
    save: async (directory, description) => {
      await fetchValues(held.values());
      return await saveWeightsFolder(weights ?? arraysOf(held), directory, description);
    },
    dispose: () => tf.dispose([...held.values()]),
  };
}

/** Weights by name; those of seeds that have grown follow. */
function namedTensors(
  { parameters, buffers }: Host,
  { weights, grown = new Map() }: ModelCopyOptions,
): ReadonlyMap<string, tf.Tensor> {
  const own = [...parameters, ...buffers].map(({ name, variable }) => [name, variable] as const);
  const seeds = [...grown.values()].flatMap(({ name: seed, model }) =>
    namedWeights(model).map(({ name, weight }) => [`${seed}/${name}`, weight.read()] as const),
  );
  return new Map([...own, ...seeds].map(([name, now]) => [name, weights?.get(name) ?? now]));
}

/** Handles of its own to what nobody writes to, for a device whose numbers can only be awaited. */
function sharesOf(tensors: ReadonlyMap<string, tf.Tensor>): ReadonlyMap<string, tf.Tensor> {
  const shares = [...tensors].map(([name, tensor]) => [name, tf.keep(tensor.clone())] as const);
  return new Map(shares);
}

/** Copies of the numbers: backends may go on to write where they lie. */
function arraysOf(tensors: ReadonlyMap<string, tf.Tensor>): ReadonlyMap<string, WeightArray> {
  const arrays = [...tensors].map(([name, tensor]) => {
    const data = tensor.dataSync<"float32">().slice() as Float32Array;
    return [name, { shape: tensor.shape, data }] as const;
  });
  return new Map(arrays);
}
