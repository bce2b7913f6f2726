import { type HostBuilder, readWeightsFolder } from "../../../core/mod.ts";
import type { WeightArray } from "../../../core/safetensors/mod.ts";
import { tf } from "../../../deps.ts";
import { FunctionNetwork } from "./function_network.ts";
import { unsupported } from "./make_weights.ts";
import type { CheckedFunctionHost } from "./options.ts";

/** Builds a network that is a function, from fresh weights or those of a folder. */
export class FunctionBuilder implements HostBuilder {
  readonly #options: CheckedFunctionHost;
  #saved: ReadonlyMap<string, WeightArray> | undefined;

  constructor(options: CheckedFunctionHost) {
    this.#options = options;
  }

  async open(): Promise<void> {
    const { from } = this.#options;
    if (from !== undefined) this.#saved = await readWeightsFolder(from);
  }

  build(): FunctionNetwork {
    const host = new FunctionNetwork(this.#options, this.#saved !== undefined);
    try {
      if (this.#saved) assignSaved(host, this.#saved, this.#options.from as string);
      return host;
    } catch (error) {
      host.dispose();
      throw error;
    }
  }
}

function assignSaved(
  { name: network, parameters, buffers }: FunctionNetwork,
  saved: ReadonlyMap<string, WeightArray>,
  directory: string,
): void {
  const weights = [...parameters, ...buffers];
  const known = new Set(weights.map(({ name }) => name));
  const extra = [...saved.keys()].find((name) => !known.has(name));
  if (extra !== undefined) {
    throw unsupported(`"${directory}" has a weight "${extra}", which the network has not`, network);
  }
  for (const { name, variable } of weights) {
    const found = saved.get(name);
    if (found?.shape.join() !== variable.shape.join()) {
      const has = found ? `has it as [${found.shape.join(", ")}]` : "has none of that name";
      throw unsupported(
        `weight "${name}" must be [${variable.shape.join(", ")}], but "${directory}" ${has}`,
        network,
      );
    }
    tf.tidy(() => variable.assign(tf.tensor(found.data, variable.shape)));
  }
}
