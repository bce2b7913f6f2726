import { createHash } from "node:crypto";
import { modelName, namedWeights, selectWeights } from "../../../core/layers/mod.ts";
import {
  disposeModel,
  type HostBuilder,
  modelIn,
  readModelFolder,
  type Unfreezing,
} from "../../../core/mod.ts";
import type { tf } from "../../../deps.ts";
import { LayeredHost } from "../_layered/mod.ts";
import { cachedHost } from "./cached_host.ts";
import type { CheckedTransfer } from "./transfer_options.ts";
import { withHead } from "./with_head.ts";

/** Builds a network from a saved one: reads it, puts a head on it, and freezes what is to be frozen. */
export class TransferBuilder implements HostBuilder {
  readonly #options: CheckedTransfer;
  #base: tf.LayersModel | undefined;
  /** Hash of layers and weights of the base. */
  #key = "";

  constructor(options: CheckedTransfer) {
    this.#options = options;
  }

  async open(): Promise<void> {
    const folder = await readModelFolder(this.#options.from);
    const hash = createHash("sha256").update(this.#options.until ?? "");
    for (const { bytes } of folder.files) hash.update(bytes);
    this.#key = hash.digest("hex");
    this.#base = await modelIn(folder);
  }

  build(): LayeredHost {
    const base = this.#base as tf.LayersModel;
    this.#base = undefined;
    if (this.#options.cacheFeatures !== undefined) {
      return cachedHost(base, this.#key, this.#options);
    }
    let model = base;
    try {
      model = withHead(base, this.#options);
      const unfreezings = freeze(model, this.#options);
      return new LayeredHost([{ name: "", model }], {
        name: modelName(base),
        borrowed: false,
        hasOwnWeights: true,
        unfreezings,
      });
    } catch (error) {
      disposeModel(model);
      throw error;
    }
  }
}

/** Freezes weights; returns which of them are to be trained later. */
function freeze(
  model: tf.LayersModel,
  { freeze: patterns, unfreeze }: CheckedTransfer,
): readonly Unfreezing[] {
  const weights = namedWeights(model);
  const frozen = selectWeights(
    "freeze it",
    patterns,
    weights.map(({ name }) => name),
  );
  const selected = weights.filter(({ name }) => frozen.includes(name));
  const trained = new Set(model.trainableWeights);
  const later = selected.filter(({ weight }) => trained.has(weight)).map(({ name }) => name);
  for (const { weight } of selected) weight.trainable = false;
  return unfreeze.map(({ pattern, atEpoch, learningRateScale }) => ({
    name: `unfrozen ${pattern}`,
    weights: selectWeights("unfreeze it", [pattern], later),
    atEpoch,
    learningRateScale,
  }));
}
