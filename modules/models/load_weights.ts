import { checkUntrained, type Host } from "../../core/mod.ts";
import { tf } from "../../deps.ts";
import {
  assignWeights,
  hostTargets,
  modelTargets,
  pytorchWeights,
  readWeights,
  type WeightsReport,
} from "../_weights/mod.ts";

/** How weights are loaded. */
export interface LoadWeightsOptions {
  /** Names in the file, and the weights of the model that they are; or a function that returns the latter, `undefined` to skip. */
  readonly rename?: Readonly<Record<string, string>> | ((name: string) => string | undefined);
  /** Whether weights that are missing in the file, and names in it that the model has not, are errors. @default true */
  readonly strict?: boolean;
  /**
   * How kernels lie in the file. `pytorch`: [out, in, sizes], under names such as `encoder.fc.weight`.
   * @default "tfjs"
   */
  readonly layout?: "tfjs" | "pytorch";
}

/**
 * Gives a network the weights in a file, by name: all that fit or, with an error, none. The names of a model's weights are
 * those in its checkpoints and in `exportModel(..., { format: "safetensors" })`.
 *
 * @param network A tfjs `LayersModel`, or a host that no trainer has.
 * @param path A `.safetensors` file, an `.h5` file of Keras 2, or a model folder of a network that is a function.
 * @returns What was loaded, what was missing, and what the file has besides.
 * @throws {TolariaError} `model/invalid` if names or shapes do not fit: it lists them, with the nearest names;
 * `model/missing`, `model/corrupt` if there is no such file.
 *
 * @example
 * ```ts
 * import { importModel, loadWeights } from "tolaria/models";
 *
 * const network = await importModel("out/resnet");
 * const { loaded } = await loadWeights(network, "resnet.safetensors", {
 *   layout: "pytorch",
 *   rename: (name) => name.replace(/^module\./, ""),
 * });
 * console.log(loaded.length);
 * ```
 */
export async function loadWeights(
  network: tf.LayersModel | Host,
  path: string,
  { rename = {}, strict = true, layout = "tfjs" }: LoadWeightsOptions = {},
): Promise<WeightsReport> {
  if (layout !== "tfjs" && layout !== "pytorch") {
    throw new RangeError(
      `"layout" must be tfjs or pytorch, but is ${layout}. Cannot load weights.`,
    );
  }
  if (!(network instanceof tf.LayersModel)) checkUntrained(network, "load weights into it");
  const nameOf = typeof rename === "function" ? rename : (name: string) => rename[name] ?? name;
  const renamed = new Map(
    [...(await readWeights(path))].flatMap(([name, array]) => {
      const own = nameOf(name);
      return own === undefined ? [] : [[own, array] as const];
    }),
  );
  const targets = network instanceof tf.LayersModel ? modelTargets(network) : hostTargets(network);
  const weights = layout === "pytorch" ? pytorchWeights(renamed, targets) : renamed;
  return assignWeights(targets, weights, strict);
}
